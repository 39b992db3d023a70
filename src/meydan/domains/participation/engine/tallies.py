"""Answers of a survey counted so that nobody can be picked out of the table."""

from __future__ import annotations

import math
from collections.abc import Sequence

FEWEST = 5
# The margin of a share of one half at 95 %, in percent, for one answer: 100 x 1.96 / 2.
HALF_WIDTH_PERCENT = 98.0


def safe_counts(counts: Sequence[int], *, is_one_each: bool) -> list[int | None]:
    """
    Hide (``None``) the counts of one to four people.

    Where each person gave one answer the counts add up to a sum that is told, so that what is hidden could be worked
    out: then the smallest shown count is hidden too, until at least two are hidden and they hold five people.
    """
    shown: list[int | None] = [None if 0 < count < FEWEST else count for count in counts]
    if not is_one_each:
        return shown
    while _gives_away(counts, shown):
        left = [(count, place) for place, count in enumerate(shown) if count]
        if not left:
            # Nothing is left to hide but noughts, and who knows the sum knows the one that is not.
            return [None] * len(shown)
        shown[min(left)[1]] = None
    return shown


def _gives_away(counts: Sequence[int], shown: Sequence[int | None]) -> bool:
    hidden = [count for count, seen in zip(counts, shown, strict=True) if seen is None]
    return bool(hidden) and len(hidden) < len(counts) and (len(hidden) < 2 or sum(hidden) < FEWEST)


def margin_percent(answered: int, population: int | None = None) -> float | None:
    """
    Half the width of the 95 % interval of a share of one half, in percentage points.

    :param population: makes it narrower where a good part of all people answered
    :return: ``None`` without an answer
    """
    if answered < 1:
        return None
    margin = HALF_WIDTH_PERCENT / math.sqrt(answered)
    if population is not None and population > 1:
        margin *= math.sqrt(max(population - answered, 0) / (population - 1))
    return margin
