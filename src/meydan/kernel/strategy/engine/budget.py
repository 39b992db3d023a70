"""Whether the yearly lines of an action add up to what the action itself says."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol


class Line(Protocol):
    """A year's money."""

    planned: Decimal
    allocated: Decimal
    spent: Decimal


def totals(lines: Sequence[Line]) -> tuple[Decimal, Decimal, Decimal]:
    """Planned, allocated and spent of all lines together."""
    nothing = Decimal(0)
    return (
        sum((one.planned for one in lines), nothing),
        sum((one.allocated for one in lines), nothing),
        sum((one.spent for one in lines), nothing),
    )


def disagreements(lines: Sequence[Line], budget: Decimal | None, spent: Decimal | None) -> list[str]:
    """
    What does not fit, of ``planned``, ``spent``, ``over``; nothing where there are no lines.

    ``planned``: the lines together are not the action's budget. ``spent``: not what it says was spent. ``over``: in
    some year more was spent than allocated.
    """
    if not lines:
        return []
    planned, _allocated, gone = totals(lines)
    found = []
    if budget is not None and planned != budget:
        found.append("planned")
    if spent is not None and gone != spent:
        found.append("spent")
    if any(one.spent > one.allocated for one in lines):
        found.append("over")
    return found
