"""Writes a line into a case's history, sealed to the line before it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

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
