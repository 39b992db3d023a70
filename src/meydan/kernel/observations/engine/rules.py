"""When a limit is passed for long enough, and when that is over. State in, state and episodes out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from meydan.kernel.observations.engine.batch import Floats, Ints, Mask
from meydan.kernel.observations.engine.moments import HOUR_US


@dataclass(frozen=True)
class Limits:
    """
    What a rule asks of a statistic.

    It breaks beyond ``limit`` for at least ``min_duration_us``, and the episode ends at ``clear_limit``
    or inside it. Two values further apart than ``max_gap_us`` do not vouch for the time between them.
    After a silence longer than ``silent_us`` nobody knows what went on: the episode ended with the last value
    before it.
    """

    above: bool
    limit: float
    clear_limit: float
    min_duration_us: int = 0
    max_gap_us: int = 3 * HOUR_US
    silent_us: int | None = None


@dataclass(frozen=True)
class State:
    """
    Where a rule stands after a value: in an episode, in a run that may become one, or at rest.

    ``peak_us`` of one at rest is the newest value beyond the limit that a window may still hold.
    """

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
    ``fell_silent`` says that no value ended it: they stopped coming.
    """

    since_us: int
    opened_us: int | None
    opening_value: float | None
    cleared_us: int | None
    peak: float
    peak_us: int
    fell_silent: bool = False


def evaluate(at_us: Ints, value: Floats, state: State, limits: Limits) -> tuple[State, list[Episode]]:
    """
    Walk a rule over a series and return where it stands then, with every episode it passed through.

    Cutting a series anywhere and walking the parts one after the other gives the same.

    :param at_us: instants in ascending order, after ``state.last_us``
    :param value: the statistic; NaN where it is unknown, which neither starts nor ends anything
    """
    known = ~np.isnan(value)
    at_us, value = at_us[known], value[known]
    episodes: list[Episode] = []
    for begin, end in _heard(at_us, state, limits.silent_us):
        if _was_silent(at_us[begin], state, limits.silent_us):
            episodes += ended_by_silence(state)
            state = AT_REST
        state, more = _Walk(at_us[begin:end], value[begin:end], state, limits).go()
        episodes += more
    return state, joined(episodes)


def _heard(at_us: Ints, state: State, silent_us: int | None) -> list[tuple[int, int]]:
    """The runs [begin, end) of values without a silence between them."""
    if not at_us.size:
        return []
    breaks = [] if silent_us is None else (np.flatnonzero(np.diff(at_us) > silent_us) + 1).tolist()
    return list(zip([0, *breaks], [*breaks, int(at_us.size)], strict=True))


def _was_silent(at_us: int, state: State, silent_us: int | None) -> bool:
    return silent_us is not None and state.last_us is not None and at_us - state.last_us > silent_us


def ended_by_silence(state: State) -> list[Episode]:
    """The end of the episode a rule stands in, when no value came any more; nothing when it stands in none."""
    if not state.is_active or state.since_us is None or state.peak is None or state.peak_us is None:
        return []
    return [Episode(state.since_us, None, None, state.last_us, state.peak, state.peak_us, fell_silent=True)]


def joined(episodes: list[Episode]) -> list[Episode]:
    """Episodes, where the later part of one that was opened just before is written onto it."""
    found: list[Episode] = []
    for episode in episodes:
        if episode.opened_us is None and found and found[-1].since_us == episode.since_us:
            before = found.pop()
            episode = replace(episode, opened_us=before.opened_us, opening_value=before.opening_value)
        found.append(episode)
    return found


class _Walk:
    """One evaluation; values are turned so that beyond the limit is always upward."""

    def __init__(self, at_us: Ints, value: Floats, state: State, limits: Limits) -> None:
        sign = 1.0 if limits.above else -1.0
        value = sign * value
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
