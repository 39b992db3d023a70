"""When a limit is passed for long enough, and when that is over. State in, state and episodes out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from meydan.kernel.observations.engine.batch import Floats, Ints, Mask
from meydan.kernel.observations.engine.moments import DAY_US, HOUR_US

# A mean over a window stands for it when this share of the expected values is there.
COMPLETE_SHARE = 0.75
# What a window must hold when nobody knows how many values to expect.
FEWEST_VALUES = 3
# Sums are kept in millionths and whole numbers: exact, so that it does not matter how a series is cut.
MILLIONTHS = 1_000_000
WINDOWS_US = {"value": 0, "mean_1h": HOUR_US, "mean_24h": DAY_US}


@dataclass(frozen=True)
class Limits:
    """
    What a rule asks of a statistic.

    It breaks beyond ``limit`` for at least ``min_duration_us``, and the episode ends at ``clear_limit``
    or inside it. Two values further apart than ``max_gap_us`` do not vouch for the time between them.
    """

    above: bool
    limit: float
    clear_limit: float
    min_duration_us: int = 0
    max_gap_us: int = 3 * HOUR_US


@dataclass(frozen=True)
class State:
    """Where a rule stands after a value: in an episode, in a run that may become one, or at rest."""

    is_active: bool = False
    since_us: int | None = None
    last_us: int | None = None
    peak: float | None = None
    peak_us: int | None = None

    @property
    def at_rest(self) -> bool:
        """Whether nothing is going on."""
        return self.since_us is None


AT_REST = State()


@dataclass(frozen=True)
class Episode:
    """
    A time beyond the limit: since the first value beyond it, opened when that had lasted long enough.

    ``opened_us`` is ``None`` when it was opened before these values, ``cleared_us`` while it lasts.
    """

    since_us: int
    opened_us: int | None
    opening_value: float | None
    cleared_us: int | None
    peak: float
    peak_us: int


def moving_mean(at_us: Ints, value: Floats, window_us: int, period_us: int | None) -> Floats:
    """
    Return the mean over (t - window, t] at each instant t; NaN where too few values are there.

    :param at_us: instants in ascending order, µs
    :param period_us: time between two values; with it, 75 % of the expected values must be there,
        without it at least three. The share is the data capture that 2008/50/EC Annex I asks of a mean.
    """
    whole = np.concatenate([[0], np.cumsum(np.rint(value * MILLIONTHS).astype(np.int64))])
    first = np.searchsorted(at_us, at_us - window_us, side="right")
    # Of several values at one instant, each mean holds all of them.
    after = np.searchsorted(at_us, at_us, side="right")
    count = after - first
    needed = FEWEST_VALUES if period_us is None else max(1.0, COMPLETE_SHARE * window_us / period_us)
    # To the millionth again: a mean of equal values is that value, and does not pass a limit by a hair.
    mean = np.round((whole[after] - whole[first]) / MILLIONTHS / np.maximum(count, 1), 6)
    return np.where(count >= needed, mean, np.nan)


def statistic(name: str, at_us: Ints, value: Floats, period_us: int | None) -> Floats:
    """The statistic "value", "mean_1h" or "mean_24h" at each instant."""
    window_us = WINDOWS_US[name]
    return value if not window_us else moving_mean(at_us, value, window_us, period_us)


def evaluate(at_us: Ints, value: Floats, state: State, limits: Limits) -> tuple[State, list[Episode]]:
    """
    Walk a rule over a series and return where it stands then, with every episode it passed through.

    Cutting a series anywhere and walking the parts one after the other gives the same.

    :param at_us: instants in ascending order, after ``state.last_us``
    :param value: the statistic; NaN where it is unknown, which neither starts nor ends anything
    """
    known = ~np.isnan(value)
    at_us, sign = at_us[known], (1.0 if limits.above else -1.0)
    if not at_us.size:
        return state, []
    walk = _Walk(at_us, sign * value[known], sign, state, limits)
    return walk.go()


class _Walk:
    """One evaluation; values are turned so that beyond the limit is always upward."""

    def __init__(self, at_us: Ints, value: Floats, sign: float, state: State, limits: Limits) -> None:
        self.at_us, self.value, self.sign, self.state = at_us, value, sign, state
        self.beyond: Mask = value > sign * limits.limit
        self.clear = np.flatnonzero(value <= sign * limits.clear_limit)
        self.since = self._run_starts(limits.max_gap_us)
        lasted = self.at_us - self.since >= limits.min_duration_us
        self.opens = np.flatnonzero(self.beyond & lasted)

    def _run_starts(self, max_gap_us: int) -> Ints:
        """For each value beyond the limit, since when the values have been beyond it without a gap."""
        before = self.state.last_us
        gap = np.diff(self.at_us, prepend=self.at_us[0] if before is None else before) > max_gap_us
        carried = not self.state.at_rest and not self.state.is_active and not gap[0]
        starts = self.beyond & (gap | ~np.concatenate([[carried], self.beyond[:-1]]))
        place = np.maximum.accumulate(np.where(starts, np.arange(self.at_us.size), -1))
        first = int(self.at_us[0]) if not carried else self.state.since_us or 0
        return np.where(place < 0, first, self.at_us[np.maximum(place, 0)]).astype(np.int64)

    def go(self) -> tuple[State, list[Episode]]:
        """Jump from opening to clearing to opening."""
        episodes: list[Episode] = []
        here = 0
        if self.state.is_active and self.state.since_us is not None:
            here, episode = self._until_clear(0, self.state.since_us, None)
            episodes.append(episode)
        while here < self.at_us.size:
            later = np.searchsorted(self.opens, here)
            if later == self.opens.size:
                break
            opening = int(self.opens[later])
            here, episode = self._until_clear(opening, int(self.since[opening]), opening)
            episodes.append(episode)
        return self._end(episodes), episodes

    def _until_clear(self, start: int, since_us: int, opening: int | None) -> tuple[int, Episode]:
        later = np.searchsorted(self.clear, start)
        end = int(self.clear[later]) if later < self.clear.size else self.at_us.size
        cleared_us = int(self.at_us[end]) if end < self.at_us.size else None
        peak, peak_us = self._peak(since_us, end)
        opened_us, value = (
            (None, None)
            if opening is None
            else (
                int(self.at_us[opening]),
                float(self.sign * self.value[opening]),
            )
        )
        return end, Episode(since_us, opened_us, value, cleared_us, peak, peak_us)

    def _peak(self, since_us: int, end: int) -> tuple[float, int]:
        """The most extreme value from ``since_us`` up to position ``end``, with what was known before."""
        first = int(np.searchsorted(self.at_us, since_us))
        peak, peak_us = -np.inf, since_us
        carried = self.state.since_us == since_us and self.state.peak is not None
        if carried and self.state.peak is not None and self.state.peak_us is not None:
            peak, peak_us = self.sign * self.state.peak, self.state.peak_us
        if end > first:
            highest = first + int(np.argmax(self.value[first:end]))
            if self.value[highest] > peak:
                peak, peak_us = float(self.value[highest]), int(self.at_us[highest])
        return self.sign * peak, peak_us

    def _end(self, episodes: list[Episode]) -> State:
        last_us = int(self.at_us[-1])
        if episodes and episodes[-1].cleared_us is None:
            lasting = episodes[-1]
            return State(True, lasting.since_us, last_us, lasting.peak, lasting.peak_us)
        if not self.beyond[-1]:
            return replace(AT_REST, last_us=last_us)
        since_us = int(self.since[-1])
        peak, peak_us = self._peak(since_us, self.at_us.size)
        return State(False, since_us, last_us, peak, peak_us)
