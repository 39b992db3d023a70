"""Evidence in words: what was given, and what a step still asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from meydan.base.locale.public import format_day, format_number, text
from meydan.base.packs.public import current
from meydan.kernel.cases.engine.evidence import EvidenceAsked
from meydan.kernel.cases.engine.workflow import Transition, Workflow
from meydan.kernel.cases.models import Document
from meydan.kernel.cases.queries.evidence import Held

MISSING = {
    "evidence": gettext_lazy("Add a photo or a paper as evidence; this step cannot be taken without it."),
    "reason": gettext_lazy("Write the reason; the citizen will ask for it."),
    "note": gettext_lazy("Write a few words about what was done."),
    "assignee": gettext_lazy("Choose the officer who takes it."),
}
HIDDEN = {
    "erased": gettext_lazy("erased"),
    "personal": gettext_lazy("personal; shown to those who work on the case"),
    "unreadable": gettext_lazy("This home's secret cannot read it."),
}


def missing_words(missing: Sequence[str], walk: Workflow) -> list[str]:
    """Say, one sentence each, what a step still asks for; named evidence by its name and its law."""
    return [_missing_one(code, walk) for code in missing]


def _missing_one(code: str, walk: Workflow) -> str:
    if code in MISSING:
        return str(MISSING[code])
    asked = walk.evidence[code]
    law = current().laws().get(asked.law)
    if law is None:
        return _("Give “%(name)s”; this step cannot be taken without it.") % {"name": text(asked.names)}
    return _("Give “%(name)s”; %(law)s asks for it.") % {"name": text(asked.names), "law": text(law.names)}


NEEDS = {
    "evidence": pgettext_lazy("needs", "evidence"),
    "reason": pgettext_lazy("needs", "a reason"),
    "note": pgettext_lazy("needs", "a note"),
    "assignee": pgettext_lazy("needs", "an officer"),
}


def needs_words(arrow: Transition, walk: Workflow) -> tuple[str, ...]:
    """Name what a step requires, for the line beneath its button."""
    return tuple(str(NEEDS.get(code) or text(walk.evidence[code].names)) for code in arrow.require)


@dataclass(frozen=True)
class EvidenceLine:
    """One piece of evidence as a page shows it."""

    name: str
    kind: str
    shown: str
    hidden: str
    document: Document | None
    given_at: datetime
    given_by: str
    law: str


def evidence_line(held: Held) -> EvidenceLine:
    """Return a piece of evidence in the reader's words."""
    asked = held.asked
    law = current().laws().get(asked.law) if asked else None
    return EvidenceLine(
        name=text(asked.names) if asked else held.code,
        kind=held.kind,
        shown="" if held.hidden or held.document else value_words(held.kind, held.value, asked),
        hidden=str(HIDDEN[held.hidden]) if held.hidden else "",
        document=held.document,
        given_at=held.given_at,
        given_by=held.given_by,
        law=text(law.names) if law else "",
    )


def value_words(kind: str, value: Any, asked: EvidenceAsked | None) -> str:
    """Say a value that was given: a date in the reader's calendar, a choice by its names."""
    match kind:
        case "date":
            return format_day(date.fromisoformat(value), "long")
        case "number":
            return " ".join(filter(None, [format_number(value), asked.unit if asked else ""]))
        case "point":
            lon, lat = value
            return f"{format_number(lat, 5)} · {format_number(lon, 5)}"
        case "choice":
            options = (asked.options if asked else None) or {}
            return pgettext("list", ", ").join(
                text(options[code]) if code in options else code for code in value
            )
        case _:
            return str(value)
