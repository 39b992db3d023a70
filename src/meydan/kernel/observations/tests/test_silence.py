"""A series that says nothing: by hand, and wherever it is cut."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from meydan.kernel.observations.engine.moments import HOUR_US
from meydan.kernel.observations.engine.rules import AT_REST, Episode, State
from meydan.kernel.observations.engine.silence import silences

LIMIT_US = 3 * HOUR_US


def at(*hours: float) -> np.ndarray:
    return (np.array(hours) * HOUR_US).astype(np.int64)


def told(episodes: list[Episode]) -> list[tuple[float | None, ...]]:
    def hour(at_us: int | None) -> float | None:
        return None if at_us is None else at_us / HOUR_US

    return [(hour(e.since_us), hour(e.opened_us), hour(e.cleared_us), e.peak) for e in episodes]


def test_a_silence_opens_when_the_limit_has_passed_and_ends_with_the_next_value() -> None:
    _, episodes = silences(at(0, 1, 6, 7), 7 * HOUR_US, AT_REST, LIMIT_US)
    assert told(episodes) == [(1, 4, 6, 5)]


def test_a_silence_of_exactly_the_limit_is_still_allowed() -> None:
    assert silences(at(0, 3), 6 * HOUR_US, AT_REST, LIMIT_US)[1] == []


def test_a_silence_that_lasts_is_open() -> None:
    state, episodes = silences(at(0), 5 * HOUR_US, AT_REST, LIMIT_US)
    assert told(episodes) == [(0, 3, None, 5)]
    assert state.is_active


def test_a_series_that_never_spoke_is_not_silent() -> None:
    assert silences(at(), 99 * HOUR_US, AT_REST, LIMIT_US) == (AT_REST, [])


@given(st.lists(st.integers(1, 8), min_size=1, max_size=25), st.data())
def test_however_a_series_is_cut_the_silences_are_the_same(gaps: list[int], data: st.DataObject) -> None:
    at_us = np.cumsum(gaps) * HOUR_US
    end = int(at_us[-1]) + data.draw(st.integers(0, 9)) * HOUR_US
    whole_state, whole = silences(at_us, end, AT_REST, LIMIT_US)
    looks = [*sorted(data.draw(st.sets(st.integers(0, end // HOUR_US)))), end // HOUR_US]
    state: State = AT_REST
    joined: list[tuple[float | None, ...]] = []
    before = -1
    for look in looks:
        fresh = at_us[(at_us > before) & (at_us <= look * HOUR_US)]
        state, episodes = silences(fresh, look * HOUR_US, state, LIMIT_US)
        before = look * HOUR_US
        for since, opened, cleared, peak in told(episodes):
            if opened is None:
                joined[-1] = (since, joined[-1][1], cleared, peak)
            else:
                joined.append((since, opened, cleared, peak))
    assert joined == told(whole)
    assert state == whole_state
