"""How likely a value passes a limit, read off the interval of a forecast."""

from __future__ import annotations

import math
from collections.abc import Sequence

# An interval that holds 80 % ends 1.2816 standard deviations of a normal law from its middle.
Z_80 = 1.2815515655446004


def chance_above(limit: float, low: float, median: float, high: float) -> float:
    """
    The probability [0..1] that a value lies above ``limit``, from the ends of its 80 % interval and its middle.

    Each side is taken as half of a normal law of its own width; both laws meet at the middle.

    >>> round(chance_above(20.0, 10.0, 15.0, 20.0), 2)
    0.1
    """
    width = (high - median if limit >= median else median - low) / Z_80
    if width <= 0:
        return 1.0 if median > limit else 0.0
    return 0.5 * math.erfc((limit - median) / width / math.sqrt(2))


def chance_within(
    limit: float,
    low: Sequence[float | None],
    median: Sequence[float | None],
    high: Sequence[float | None],
) -> float | None:
    """
    The highest hourly probability that a forecast passes ``limit``; ``None`` where it says nothing.

    The hours of one episode rise and fall together, so the likeliest hour stands for the whole span: it is a
    lower bound of passing at all.
    """
    chances = [
        chance_above(limit, lower, middle, upper)
        for lower, middle, upper in zip(low, median, high, strict=True)
        if lower is not None and middle is not None and upper is not None
    ]
    return max(chances, default=None)
