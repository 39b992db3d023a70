"""What rules look at: means, extremes, rates and spreads over a moving window, of many series at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from meydan.kernel.observations.engine.batch import Floats, Ints
from meydan.kernel.observations.engine.moments import DAY_US, HOUR_US

# A mean over a window stands for it when this share of the expected values is there.
COMPLETE_SHARE = 0.75
# What a window must hold when nobody knows how many values to expect.
FEWEST_VALUES = 3
# A rate is that of its window when the two values it is drawn from are this share of it apart.
RATE_SHARE = 0.5
# Sums are kept in millionths and whole numbers: exact, so that it does not matter how a series is cut.
MILLIONTHS = 1_000_000
# Keys of instants in many series stay below this, well inside 63 bits.
LARGEST_KEY = 2**62


@dataclass(frozen=True)
class Measure:
    """One way to look at a series: "value", "mean", "max", "rate" [per hour] or "spread", over a window [µs]."""

    name: str
    window_us: int = 0


VALUE = Measure("value")
STATISTICS = {
    "value": VALUE,
    "mean_1h": Measure("mean", HOUR_US),
    "mean_24h": Measure("mean", DAY_US),
    "max_1h": Measure("max", HOUR_US),
}


@dataclass(frozen=True)
class Frame:
    """
    Several series one after the other, each in order of time; all columns of one length.

    ``series`` numbers the series from 0 upward; ``period_us`` is the time between two values of the row's
    series, NaN where nobody knows.
    """

    series: Ints
    at_us: Ints
    value: Floats
    period_us: Floats
    _known: dict[Measure, Floats] = field(default_factory=dict, compare=False)

    @classmethod
    def of_one(cls, at_us: Ints, value: Floats, period_us: int | None = None) -> Frame:
        """A single series."""
        period = np.nan if period_us is None else float(period_us)
        return cls(np.zeros_like(at_us), at_us, value, np.full(at_us.size, period))

    def measured(self, measure: Measure) -> Floats:
        """The measure at each row, from the rows of its series that are here; NaN where it is unknown."""
        if measure not in self._known:
            self._known[measure] = _MEASURES[measure.name](self, measure.window_us)
        return self._known[measure]


def window_starts(frame: Frame, window_us: int, *, closed: bool) -> Ints:
    """For each row the first row of its series in (t - window, t], or in [t - window, t] when ``closed``."""
    return _placed(frame, window_us, "left" if closed else "right")


def same_instant_ends(frame: Frame) -> Ints:
    """For each row the place after the last row of its series at the same instant."""
    return _placed(frame, 0, "right")


def _placed(frame: Frame, back_us: int, side: str) -> Ints:
    """Where ``t - back_us`` of each row would stand in its own series; series are joined in one sorted key."""
    found = np.empty(frame.at_us.size, dtype=np.int64)
    if not frame.at_us.size:
        return found
    low = int(frame.at_us.min())
    span = int(frame.at_us.max()) - low + back_us + 2
    together = max(1, LARGEST_KEY // span)
    for first in range(0, int(frame.series[-1]) + 1, together):
        begin, end = np.searchsorted(frame.series, [first, first + together])
        key = (frame.series[begin:end] - first) * span + (frame.at_us[begin:end] - low) + back_us
        found[begin:end] = begin + np.searchsorted(key, key - back_us, side=side)  # type: ignore[call-overload]
    return found


def _value(frame: Frame, window_us: int) -> Floats:
    return frame.value


def _mean(frame: Frame, window_us: int) -> Floats:
    whole = np.concatenate([[0], np.cumsum(np.rint(frame.value * MILLIONTHS).astype(np.int64))])
    # Of several values at one instant, each mean holds all of them.
    first, after = window_starts(frame, window_us, closed=False), same_instant_ends(frame)
    count = after - first
    # To the millionth again: a mean of equal values is that value, and does not pass a limit by a hair.
    mean = np.round((whole[after] - whole[first]) / MILLIONTHS / np.maximum(count, 1), 6)
    return np.where(count >= _needed(frame, window_us), mean, np.nan)


def _needed(frame: Frame, window_us: int) -> Floats:
    """How many values a window must hold: 75 % is the data capture that 2008/50/EC Annex I asks of a mean."""
    share = np.maximum(1.0, COMPLETE_SHARE * window_us / frame.period_us)
    return np.where(np.isnan(frame.period_us), FEWEST_VALUES, share)


def _highest(frame: Frame, window_us: int) -> Floats:
    first, after = window_starts(frame, window_us, closed=False), same_instant_ends(frame)
    return _extreme(frame.value, first, after, np.maximum)


def _rate(frame: Frame, window_us: int) -> Floats:
    """Change per hour between a value and the oldest one in its window."""
    first = window_starts(frame, window_us, closed=True)
    apart = frame.at_us - frame.at_us[first] if first.size else first
    change = frame.value - frame.value[first] if first.size else frame.value
    return np.where(apart >= RATE_SHARE * window_us, change * HOUR_US / np.maximum(apart, 1), np.nan)


def _spread(frame: Frame, window_us: int) -> Floats:
    """Highest less lowest value of the window; unknown unless the window is well covered."""
    first, after = window_starts(frame, window_us, closed=True), same_instant_ends(frame)
    if not first.size:
        return frame.value
    highest = _extreme(frame.value, first, after, np.maximum)
    lowest = _extreme(frame.value, first, after, np.minimum)
    covered = frame.at_us - frame.at_us[first] >= COMPLETE_SHARE * window_us
    full = after - first >= _needed(frame, window_us)
    return np.where(covered & full, highest - lowest, np.nan)


def _extreme(value: Floats, first: Ints, after: Ints, pick: np.ufunc) -> Floats:
    """The extreme of value[first:after] for each pair, from runs of 1, 2, 4, ... values."""
    found = np.full(first.size, np.nan)
    level = np.log2(np.maximum(after - first, 1)).astype(np.int64)
    runs, width = value, 1
    for step in range(int(level.max(initial=0)) + 1):
        own = np.flatnonzero(level == step)
        found[own] = pick(runs[first[own]], runs[after[own] - width])
        if runs.size <= width:
            break
        runs, width = pick(runs[:-width], runs[width:]), 2 * width
    return found


_MEASURES: dict[str, Callable[[Frame, int], Floats]] = {
    "value": _value,
    "mean": _mean,
    "max": _highest,
    "rate": _rate,
    "spread": _spread,
}
