"""Checks that no case's history was altered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby
from typing import Any

from meydan.base.audit.public import seal
from meydan.kernel.cases.models import CaseEvent
from meydan.kernel.cases.privacy import SealUnreadable, open_text

FIRST = hashlib.sha256(b"meydan case history").digest()


@dataclass(frozen=True)
class ChainFault:
    """Where a history does not hold."""

    case_id: int
    sequence: int
    fault: str


def sealed_body(event: CaseEvent) -> dict[str, Any]:
    """Return the facts of a line that its seal covers."""
    return {
        "case": event.case_id,
        "sequence": event.sequence,
        "verb": event.verb,
        "actor": event.actor_id,
        "at": event.at.astimezone(UTC).isoformat(),
        "public": event.is_public,
        "body": event.body,
    }


def words_digest(words: str, salt: bytes) -> str:
    """Return the salted digest by which a line remembers words without holding them."""
    return hashlib.sha256(salt + words.encode()).hexdigest()


def chain_faults(case_id: int | None = None) -> Iterator[ChainFault]:
    """Yield the first fault of every history that does not hold; nothing when all do."""
    events = CaseEvent.objects.select_related("words", "evidence").order_by("case_id", "sequence")
    if case_id is not None:
        events = events.filter(case_id=case_id)
    for number, lines in groupby(events.iterator(chunk_size=2000), key=lambda event: event.case_id):
        fault = _first_fault(lines)
        if fault:
            yield ChainFault(number, *fault)


def value_written(value: Any) -> str:
    """Return the value of a piece of evidence in the one form in which it is digested and sealed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _evidence_holds(event: CaseEvent) -> bool:
    given = getattr(event, "evidence", None)
    if given is None:
        return False
    if given.erased_at is not None:
        return True
    try:
        written = open_text(given.value_sealed) if given.value_sealed else value_written(given.value)
    except SealUnreadable:
        # The home has another secret: the value cannot be read here, and the line itself holds.
        return True
    return bool(words_digest(written, bytes(given.salt)) == event.body.get("value"))


def _first_fault(lines: Iterator[CaseEvent]) -> tuple[int, str] | None:
    before = FIRST
    for expected, event in enumerate(lines, start=1):
        if event.sequence != expected:
            return expected, "a line is missing"
        if seal(before, sealed_body(event), bytes(event.salt)) != bytes(event.seal):
            return expected, "a line was altered"
        words = getattr(event, "words", None)
        if (
            words
            and words.erased_at is None
            and words_digest(words.text, bytes(words.salt)) != event.body.get("words")
        ):
            return expected, "the words of a line were altered"
        if event.verb == CaseEvent.Verb.EVIDENCE and not _evidence_holds(event):
            return expected, "the evidence of a line was altered or is missing"
        before = bytes(event.seal)
    return None
