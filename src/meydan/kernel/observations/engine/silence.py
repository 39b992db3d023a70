"""When a series has said nothing for too long. State in, state and episodes out."""

from __future__ import annotations

import numpy as np

from meydan.kernel.observations.engine.batch import Ints
from meydan.kernel.observations.engine.moments import HOUR_US
from meydan.kernel.observations.engine.rules import Episode, State


def silences(at_us: Ints, until_us: int, state: State, limit_us: int) -> tuple[State, list[Episode]]:
    """
    Return where a series stands at ``until_us``, and the silences longer than ``limit_us`` it fell into.

    A silence is since the last value, opens when the limit has passed and is cleared by the next value; its
    size is in hours. ``state.last_us`` is the last value before these, ``state.is_active`` says that a silence
    was opened already. Cutting a series anywhere and looking at the parts in turn gives the same.

    :param at_us: instants of the values in ascending order, after ``state.last_us``, not after ``until_us``
    """
    before = [] if state.last_us is None else [state.last_us]
    marks = np.concatenate([np.array(before, dtype=np.int64), at_us, [until_us]])
    gaps = np.diff(marks)
    episodes = [_episode(marks, place, state, limit_us) for place in np.flatnonzero(gaps > limit_us).tolist()]
    if marks.size < 2:
        return state, []
    newest = int(marks[-2])
    if not gaps[-1] > limit_us:
        return State(last_us=newest), episodes
    return State(True, newest, newest, float(gaps[-1]) / HOUR_US, until_us), episodes


def _episode(marks: Ints, place: int, state: State, limit_us: int) -> Episode:
    since, end = int(marks[place]), int(marks[place + 1])
    known = place == 0 and state.is_active
    return Episode(
        since_us=since,
        opened_us=None if known else since + limit_us,
        opening_value=None if known else limit_us / HOUR_US,
        cleared_us=end if place + 2 < marks.size else None,
        peak=(end - since) / HOUR_US,
        peak_us=end,
    )
