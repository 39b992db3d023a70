"""Templates and lists come from the pack."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.base.packs.public import LoadReport, Pack
from meydan.domains.warnings.models import ContactList, WarningTemplate

CODED = ("category", "urgency", "severity", "certainty")


@transaction.atomic
def load_templates(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Make or change the templates of ``warning_templates.toml``; one that is gone from the pack goes."""
    rows = pack.document("warning_templates").get("template", [])
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
    return LoadReport(created=new, updated=len(rows) - new)


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
