"""Scales and ticks of charts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)  # what people count in without thinking


@dataclass(frozen=True)
class Scale:
    """A straight line from values ``low..high`` to pixels ``start..end`` (end may lie before start)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The pixel of a value."""
        share = 0.5 if self.high == self.low else (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def nice_step(span: float, count: int) -> float:
    """
    The round step, 1, 2, 2.5 or 5 times a power of ten, that cuts ``span`` into about ``count`` parts.

    :raises ValueError: if span or count is not above zero
    """
    if not (span > 0 and count > 0 and math.isfinite(span)):
        raise ValueError(f"no step for a span of {span} in {count} parts")
    rough = span / count
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in STEPS if step * power >= rough * (1 - 1e-9))


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """
    Round values that enclose ``low..high``, about ``count`` of them; a flat range is widened first.

    :raises ValueError: if a bound is not a finite number
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(f"no ticks between {low} and {high}")
    low, high = min(low, high), max(low, high)
    if high == low:
        margin = abs(low) * 0.1 or 1.0
        low, high = low - margin, high + margin
    step = nice_step(high - low, count)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [_clean(i * step, step) for i in range(first, last + 1)]


def _clean(value: float, step: float) -> float:
    # 3 * 0.1 is 0.30000000000000004: a tick is shown to people, so it is rounded to its own step.
    return round(value, max(0, 2 - math.floor(math.log10(step)))) + 0.0


def decimals_of(ticks: Sequence[float]) -> int:
    """How many decimals tell neighbouring ticks apart."""
    for decimals in range(7):
        if all(abs(tick - round(tick, decimals)) < 1e-9 * max(1.0, abs(tick)) for tick in ticks):
            return decimals
    return 7


def bounds(values: Iterable[float | None]) -> tuple[float, float] | None:
    """The least and the greatest of the values that are there, or None when none is."""
    present = [v for v in values if v is not None and math.isfinite(v)]
    return (min(present), max(present)) if present else None
