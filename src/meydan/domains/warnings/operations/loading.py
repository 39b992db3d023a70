"""Templates and lists come from the pack, and a sample draft from its overlay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from meydan.base.packs.public import LoadReport, Pack
from meydan.domains.warnings.areas import WHOLE_CITY, choices_here
from meydan.domains.warnings.content import LANGUAGES, AreaChosen
from meydan.domains.warnings.engine import codes
from meydan.domains.warnings.models import ContactList, PublicWarning, WarningTemplate
from meydan.domains.warnings.operations.beginning import content_from_template
from meydan.domains.warnings.operations.drafting import draft_warning

CODED = {
    "category": codes.CATEGORIES, "urgency": codes.URGENCIES, "severity": codes.SEVERITIES,
    "certainty": codes.CERTAINTIES,
}  # fmt: skip
TEXTS = ("event", "headline", "description", "instruction", "sms")
SAMPLE_MARKS = {"tr": " (örnek)", "fa": " (نمونه)", "en": " (sample)"}


@transaction.atomic
def load_templates(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """
    Make or change the templates of ``warning_templates.toml``; one that is gone from the pack goes.

    One that is incomplete, or speaks in words that CAP does not know, is left out with a remark.
    """
    written = pack.document("warning_templates").get("template", [])
    remarks = [remark for row in written if (remark := template_fault(row))]
    rows = [row for row in written if not template_fault(row)]
    known = set(WarningTemplate.objects.values_list("code", flat=True))
    for order, row in enumerate(rows):
        WarningTemplate.objects.update_or_create(
            code=row["code"],
            defaults={
                **{key: row[key] for key in CODED},
                "names": row["names"],
                "icon": row.get("icon", ""),
                "responses": row.get("responses", []),
                "hours": row.get("hours", 24),
                "texts": row["texts"],
                "list_codes": row.get("lists", []),
                "source": row.get("source", ""),
                "is_reviewed": bool(row.get("reviewed", False)),
                "order": order,
                "loaded_at": now,
            },
        )
    if rows and not is_sample:
        WarningTemplate.objects.exclude(code__in=[row["code"] for row in rows]).delete()
    new = sum(row["code"] not in known for row in rows)
    return LoadReport(created=new, updated=len(rows) - new, remarks=remarks)


def template_fault(row: Mapping[str, Any]) -> str:
    """What keeps a template of the pack from being used, with its code; empty when nothing does."""
    code = row.get("code", "without a code")
    for key, known in CODED.items():
        if row.get(key) not in known:
            return f"warning_templates.toml: {code}: {key} {row.get(key)!r} is none of: {', '.join(known)}"
    unknown = [word for word in row.get("responses", []) if word not in codes.RESPONSES]
    if unknown:
        return f"warning_templates.toml: {code}: CAP knows no response {unknown[0]!r}"
    for language in LANGUAGES:
        texts = row.get("texts", {}).get(language, {})
        missing = [part for part in TEXTS if not str(texts.get(part, "")).strip()]
        if missing or set(texts) - set(TEXTS):
            return (
                f"warning_templates.toml: {code}: texts.{language} must hold {', '.join(TEXTS)} and no more"
            )
    return ""


@transaction.atomic
def load_drafts(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Put the drafts of an overlay's ``warning_drafts.toml`` on the desk, once each; nothing goes out."""
    rows = pack.document("warning_drafts").get("draft", []) if is_sample else []
    made = 0
    for row in rows:
        source = f"pack:{pack.id}/{row['template']}"
        if not PublicWarning.objects.filter(source_ref=source, is_sample=True).exists():
            _draft_sample(row, source, now)
            made += 1
    return LoadReport(created=made, unchanged=len(rows) - made)


def _draft_sample(row: Mapping[str, Any], source: str, now: datetime) -> None:
    city = choices_here().city
    area = AreaChosen(names=dict(city.names), polygons=city.shape, place_refs=(WHOLE_CITY,))
    content = content_from_template(row["template"], now=now, area=area)
    texts = {
        language: replace(words, headline=f"{words.headline}{SAMPLE_MARKS[language]}")
        for language, words in content.texts.items()
    }
    draft_warning(
        content=replace(content, texts=texts, cap_status=PublicWarning.CapStatus.EXERCISE.value),
        actor=None,
        now=now,
        source_ref=source,
        source_text=row.get("source", ""),
        is_sample=True,
    )


@transaction.atomic
def load_lists(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Make or name the lists of ``warning_lists.toml``; who stands on them is the city's own."""
    rows = pack.document("warning_lists").get("list", [])
    known = set(ContactList.objects.values_list("code", flat=True))
    for order, row in enumerate(rows):
        ContactList.objects.update_or_create(
            code=row["code"], defaults={"names": row["names"], "order": order, "is_sample": is_sample}
        )
    new = sum(row["code"] not in known for row in rows)
    return LoadReport(created=new, updated=len(rows) - new)
