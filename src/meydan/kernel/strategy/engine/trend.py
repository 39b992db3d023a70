"""Whether a figure got better."""

from __future__ import annotations

from collections.abc import Sequence

# A change smaller than this part of where it began is called none.
LEAST_CHANGE = 0.02


def trend(values: Sequence[float], *, up_is_better: bool) -> str:
    """``better``, ``worse`` or ``same`` from the first to the last; empty with fewer than two values."""
    if len(values) < 2:
        return ""
    change = values[-1] - values[0]
    if abs(change) <= LEAST_CHANGE * max(abs(values[0]), 1e-9):
        return "same"
    return "better" if (change > 0) == up_is_better else "worse"
