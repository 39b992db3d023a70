"""
How times compare, written once for whatever evaluates a query.

Every time is a half-open interval from ``start`` to ``end``, and a moment is one whose ends are the same. All
comparisons and interval functions are then one rule each, which agree with the cases that OGC 18-088 tells apart
(two intervals, two times, a time and an interval) and with what FROST-Server answers. Note that ``le`` is not
``lt or eq``: it asks that both ends are no later.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from meydan.kernel.observations.engine.query.ast import Interval

Relation: TypeAlias = Callable[[Interval, Interval], bool]


def before(a: Interval, b: Interval) -> bool:
    """``a`` is over when ``b`` starts; a moment at the start of ``b`` belongs to ``b``, so it is not before."""
    return a.end_us <= b.start_us and a.start_us < b.start_us


def after(a: Interval, b: Interval) -> bool:
    """``a`` starts when ``b`` is over, or later; ``b``'s end is not part of ``b``."""
    return a.start_us >= b.end_us and a.start_us > b.start_us


def meets(a: Interval, b: Interval) -> bool:
    """One starts where the other ends."""
    return a.end_us == b.start_us or a.start_us == b.end_us


def during(a: Interval, b: Interval) -> bool:
    """``a`` lies within ``b``; nothing is during a moment."""
    return b.start_us <= a.start_us < b.end_us and a.end_us <= b.end_us


def overlaps(a: Interval, b: Interval) -> bool:
    """They have a moment in common."""
    return a.start_us == b.start_us or (a.start_us < b.end_us and b.start_us < a.end_us)


def starts(a: Interval, b: Interval) -> bool:
    """They start together."""
    return a.start_us == b.start_us


def finishes(a: Interval, b: Interval) -> bool:
    """They end together."""
    return a.end_us == b.end_us


RELATIONS: dict[str, Relation] = {
    "before": before,
    "after": after,
    "meets": meets,
    "during": during,
    "overlaps": overlaps,
    "starts": starts,
    "finishes": finishes,
}

COMPARISONS: dict[str, Relation] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": before,
    "gt": after,
    "le": lambda a, b: a.start_us <= b.start_us and a.end_us <= b.end_us,
    "ge": lambda a, b: a.start_us >= b.start_us and a.end_us >= b.end_us,
}
