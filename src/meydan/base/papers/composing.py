"""Puts what a paper says into the words and digits of its language, ready for the press."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import segno
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from meydan.base.locale.public import direction, format_day, local_digits, text
from meydan.base.packs.public import current
from meydan.base.papers.engine.kinds import PaperField, PaperKind
from meydan.base.papers.engine.wording import clean, filled, paragraphs


@dataclass(frozen=True)
class PaperFacts:
    """
    What is written on a paper.

    :param thing: what it is about ("cases.case:12"), and ``thing_code`` its code as people know it
    :param values: by field id: texts, or a day as ISO 8601
    """

    thing: str
    thing_code: str
    values: Mapping[str, str]
    language: str
    unit_names: Mapping[str, str] = field(default_factory=dict)
    is_sample: bool = False


def composed(
    kind: PaperKind,
    facts: PaperFacts,
    *,
    number: str,
    code: str,
    at: datetime,
    replaces: str = "",
    is_draft: bool | None = None,
) -> dict[str, object]:
    """
    Return the JSON the templates read; an empty ``code`` makes a draft that cannot be checked.

    :param is_draft: ``False`` leaves the word "draft" out of a sheet that is never numbered
    """
    with override(facts.language):
        language = facts.language
        values = {one.id: _value(one, facts.values.get(one.id, ""), language) for one in kind.fields}
        spoken = {**values, "city": text(current().names, language), "code": facts.thing_code}
        shown = [one for one in kind.fields if not one.is_hidden and values[one.id]]
        return {
            "lang": language,
            "dir": direction(language),
            "title": text(kind.names, language),
            "letterhead": [clean(filled(line, spoken)) for line in _letterhead(language)],
            "unit": clean(text(facts.unit_names, language)),
            "head": _head(facts, number, at, replaces),
            "opening": paragraphs(filled(text(kind.opening, language), spoken)),
            "rows": [_row(one, values[one.id], language) for one in shown if one.kind != "long"],
            "long": [
                {"label": text(one.names, language), "text": paragraphs(values[one.id])}
                for one in shown
                if one.kind == "long"
            ],
            "values": values,
            "closing": paragraphs(filled(text(kind.closing, language), spoken)),
            "signers": [text(names, language) for names in kind.signers],
            "law": _law(kind, language),
            "marks": _marks(kind, facts, is_draft=not code if is_draft is None else is_draft),
            "verify": _verify(code),
            "page": _("Page"),
        }


def _value(one: PaperField, said: str, language: str) -> str:
    told = clean(str(said)).strip()
    if one.kind == "day" and told:
        return format_day(date.fromisoformat(told), language=language)
    return told if one.kind == "code" else local_digits(told, language)


def _row(one: PaperField, value: str, language: str) -> dict[str, object]:
    return {"label": text(one.names, language), "value": value, "is_code": one.kind == "code"}


def _letterhead(language: str) -> list[str]:
    head = text(current().document("papers").get("letterhead"), language) or "{city}"
    return paragraphs(head)


def _head(facts: PaperFacts, number: str, at: datetime, replaces: str) -> list[dict[str, object]]:
    day = format_day(timezone.localtime(at).date(), style="short")
    lines: list[tuple[str, str, bool]] = [
        (pgettext("of a paper", "Number"), local_digits(number) if number else "—", True),
        (pgettext("of a paper", "Date"), day, False),
    ]
    if facts.thing_code:
        lines.append((pgettext("of a paper", "Case"), facts.thing_code, True))
    if replaces:
        lines.append((_("In place of"), local_digits(replaces), True))
    return [{"label": label, "value": value, "is_code": is_code} for label, value, is_code in lines]


def _law(kind: PaperKind, language: str) -> str:
    law = current().laws().get(kind.law)
    return _("Rests on: %(law)s") % {"law": text(law.names, language)} if law else ""


def law_is_reviewed(kind: PaperKind) -> bool:
    """Whether a lawyer of the city has read the law the paper rests on; a paper that rests on none needs none."""
    law = current().laws().get(kind.law)
    return not kind.law or (law is not None and law.is_reviewed)


def _marks(kind: PaperKind, facts: PaperFacts, *, is_draft: bool) -> list[str]:
    said = [
        (_("Draft"), is_draft),
        (_("Sample"), facts.is_sample),
        (_("Law not yet reviewed"), not law_is_reviewed(kind)),
    ]
    return [str(words) for words, holds in said if holds]


def address_of(code: str) -> str:
    """Where anyone can check the paper of that code."""
    return f"{settings.MEYDAN_HOME.address}/verify/{code}/"


def _verify(code: str) -> dict[str, str]:
    if not code:
        return {}
    return {
        "url": address_of(code),
        "code": code,
        "words": _("Whether this paper is genuine and in force can be seen here."),
    }


def qr_svg(code: str) -> str:
    """The square that leads there, as SVG; empty for a draft."""
    if not code:
        return ""
    out = io.BytesIO()
    segno.make(address_of(code), error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()
