"""Writes a line into a case's history, sealed to the line before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from meydan.base.audit.public import new_salt, seal
from meydan.base.people.public import Account
from meydan.kernel.cases.models import Case, CaseEvent, CaseWords
from meydan.kernel.cases.queries.chain import FIRST, sealed_body, words_digest


def append(
    case: Case,
    verb: str,
    *,
    actor: Account | None,
    now: datetime,
    body: dict[str, Any] | None = None,
    words: str = "",
    is_public: bool = False,
) -> CaseEvent:
    """
    Add a line to a case's history.

    The caller holds the case's row (it has just updated it in the same transaction), so no two writers
    number a line alike; the unique constraint would refuse the second all the same.
    """
    last = CaseEvent.objects.filter(case=case).order_by("-sequence").only("sequence", "seal").first()
    words_salt, salt = new_salt(), new_salt()
    event = CaseEvent(
        case=case,
        sequence=last.sequence + 1 if last else 1,
        verb=verb,
        actor=actor,
        at=now,
        body={**(body or {}), **({"words": words_digest(words, words_salt)} if words else {})},
        is_public=is_public,
        salt=salt,
        is_sample=case.is_sample,
    )
    event.seal = seal(bytes(last.seal) if last else FIRST, sealed_body(event), salt)
    event.save(force_insert=True)
    if words:
        CaseWords.objects.create(event=event, text=words, salt=words_salt)
    return event


@dataclass(frozen=True)
class Line:
    """A line to be written by the machine: no actor and no words."""

    case_id: int
    verb: str
    body: dict[str, Any]
    is_public: bool
    is_sample: bool


def append_many(lines: Iterable[Line], *, now: datetime) -> None:
    """
    Add lines to the histories of many cases in one write, in the order given.

    The caller holds the rows of all of them.
    """
    lines = list(lines)
    ends = _ends({line.case_id for line in lines})
    rows: list[CaseEvent] = []
    for line in lines:
        sequence, before = ends.get(line.case_id, (0, FIRST))
        salt = new_salt()
        event = CaseEvent(
            case_id=line.case_id,
            sequence=sequence + 1,
            verb=line.verb,
            at=now,
            body=line.body,
            is_public=line.is_public,
            salt=salt,
            is_sample=line.is_sample,
        )
        event.seal = seal(before, sealed_body(event), salt)
        ends[line.case_id] = event.sequence, bytes(event.seal)
        rows.append(event)
    CaseEvent.objects.bulk_create(rows)


def _ends(cases: set[int]) -> dict[int, tuple[int, bytes]]:
    """Return number and seal of the last line of each history."""
    own = CaseEvent.objects.filter(case_id=OuterRef("case_id")).order_by("-sequence").values("sequence")[:1]
    last = CaseEvent.objects.filter(case_id__in=cases, sequence=Subquery(own))
    return {
        case: (sequence, bytes(sealed))
        for case, sequence, sealed in last.values_list("case_id", "sequence", "seal")
    }
