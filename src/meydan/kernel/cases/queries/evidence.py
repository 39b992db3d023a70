"""What a case holds of the evidence its workflow knows by name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from meydan.kernel.cases.engine.evidence import EvidenceAsked
from meydan.kernel.cases.engine.workflow import Transition, Workflow
from meydan.kernel.cases.models import Case, Document, EvidenceGiven
from meydan.kernel.cases.privacy import SealUnreadable, open_text


@dataclass(frozen=True)
class Held:
    """
    One piece of evidence in a case.

    ``value`` is as ``engine.evidence.fit`` leaves it; ``None`` when it is a file, erased, or not for the
    reader's eyes, as ``hidden`` says: "", erased, personal or unreadable.
    """

    asked: EvidenceAsked | None
    code: str
    kind: str
    value: Any
    hidden: str
    document: Document | None
    given_at: datetime
    given_by: str


def evidence_held(case: Case, walk: Workflow, *, with_personal: bool) -> list[Held]:
    """Return the evidence of a case in the order in which it was given."""
    rows = EvidenceGiven.objects.filter(case=case).select_related("event__actor", "document")
    return [
        _held(row, walk.evidence.get(row.code), with_personal) for row in rows.order_by("event__sequence")
    ]


def _held(row: EvidenceGiven, asked: EvidenceAsked | None, with_personal: bool) -> Held:
    value, hidden = _value(row, with_personal)
    actor = row.event.actor
    is_hidden_file = hidden != "" or row.document is None
    return Held(
        asked=asked,
        code=row.code,
        kind=row.kind,
        value=value,
        hidden=hidden,
        document=None if is_hidden_file else row.document,
        given_at=row.event.at,
        given_by=actor.name if actor else "",
    )


def _value(row: EvidenceGiven, with_personal: bool) -> tuple[Any, str]:
    if row.erased_at is not None:
        return None, "erased"
    if not row.value_sealed:
        return row.value, ""
    if not with_personal:
        return None, "personal"
    try:
        return json.loads(open_text(row.value_sealed)), ""
    except SealUnreadable:
        return None, "unreadable"


def codes_held(case: Case, walk: Workflow) -> set[str]:
    """Return the codes of the named evidence that a case holds and that need not be given anew."""
    codes = EvidenceGiven.objects.filter(case=case).values_list("code", flat=True).distinct()
    return {code for code in codes if not _is_fresh(walk, code)}


def _is_fresh(walk: Workflow, code: str) -> bool:
    return code in walk.evidence and walk.evidence[code].is_fresh


def still_asked(walk: Workflow, ways: Iterable[Transition], held: Iterable[Held]) -> list[EvidenceAsked]:
    """Return the named evidence that any of these ways on requires and that is not held yet."""
    wanted = {asked.code: asked for way in ways for asked in walk.asked_by(way)}
    good = {one.code for one in held if not _is_fresh(walk, one.code)}
    return [asked for code, asked in wanted.items() if code not in good]


def day_given(case: Case, code: str) -> date | None:
    """Return the day that was last given as evidence of a code; ``None`` if there is none."""
    rows = EvidenceGiven.objects.filter(case=case, code=code, kind="date", erased_at=None)
    row = rows.order_by("-event__sequence").first()
    if row is None:
        return None
    value, _hidden = _value(row, with_personal=True)
    return date.fromisoformat(value) if value else None
