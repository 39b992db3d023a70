"""A series thinned for drawing, with its gaps kept as gaps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

MOST_DOTS = 800  # more than a drawing on a page can show apart
GAP_STEPS = 3  # so many usual steps without a value are a gap


def with_gaps(at: Sequence[int], value: Sequence[float]) -> list[tuple[float, float | None]]:
    """
    Dots of a line, broken where nothing was measured: nobody may read a straight line through missing hours.

    :param at: instants in rising order, in any unit; as many as values
    :returns: at most about twice ``MOST_DOTS`` dots; ``None`` as value breaks the line
    """
    every = max(1, len(at) // MOST_DOTS)
    at, value = at[::every], value[::every]
    steps = sorted(b - a for a, b in pairwise(at))
    usual = steps[len(steps) // 2] if steps else 0
    dots: list[tuple[float, float | None]] = []
    for place, (moment, number) in enumerate(zip(at, value, strict=True)):
        if place and moment - at[place - 1] > GAP_STEPS * usual:
            dots.append((at[place - 1] + usual, None))
        dots.append((moment, number))
    return dots
