"""What is wrong with what a counter offers, in words for whoever wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from meydan.base.appointments.engine.pattern import Pattern

MOST_PLACES = 200


@dataclass(frozen=True)
class PatternFault:
    """Which pattern (its place in the list) is at fault, and how: a code that pages and checks have words for."""

    number: int
    kind: str
    other: int | None = None


def faults_of(patterns: Sequence[Pattern]) -> list[PatternFault]:
    """Return every fault: ``days``, ``clocks``, ``length``, ``places``, ``validity``, ``overlap`` with one before."""
    found = [fault for number, one in enumerate(patterns) for fault in _own_faults(number, one)]
    sound = [number for number in range(len(patterns)) if all(fault.number != number for fault in found)]
    for place, number in enumerate(sound):
        for other in sound[:place]:
            if overlap(patterns[other], patterns[number]):
                found.append(PatternFault(number, "overlap", other))
                break
    return found


def _own_faults(number: int, one: Pattern) -> list[PatternFault]:
    window = datetime.combine(date.min, one.until_clock) - datetime.combine(date.min, one.from_clock)
    minutes = window.total_seconds() / 60
    wrong = {
        "days": not one.weekdays,
        "clocks": minutes <= 0,
        "length": one.slot_minutes < 1 or (minutes > 0 and one.slot_minutes > minutes),
        "places": not 1 <= one.places <= MOST_PLACES,
        "validity": one.valid_from_on is not None
        and one.valid_until_on is not None
        and one.valid_from_on > one.valid_until_on,
    }
    return [PatternFault(number, kind) for kind, is_wrong in wrong.items() if is_wrong]


def overlap(one: Pattern, other: Pattern) -> bool:
    """Whether two patterns offer the same hours of the same days."""
    days = one.weekdays & other.weekdays
    clocks = one.from_clock < other.until_clock and other.from_clock < one.until_clock
    begin = max(one.valid_from_on or date.min, other.valid_from_on or date.min)
    end = min(one.valid_until_on or date.max, other.valid_until_on or date.max)
    return bool(days) and clocks and begin <= end
