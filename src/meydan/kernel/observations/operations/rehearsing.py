"""What a rule would have done with the values of a month or a year; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from meydan.kernel.observations.engine import rules as engine
from meydan.kernel.observations.engine.areas import worst_but
from meydan.kernel.observations.engine.measures import Frame
from meydan.kernel.observations.engine.moments import HOUR_US, SECOND_US, to_us
from meydan.kernel.observations.engine.rules import AT_REST, Episode
from meydan.kernel.observations.engine.silence import silences
from meydan.kernel.observations.models import Datastream, Rule
from meydan.kernel.observations.operations.asking import (
    STREAM_KINDS,
    limits_of,
    measure_of,
    silence_us,
)
from meydan.kernel.observations.operations.looks import (
    AREA_WINDOW_S,
    ASKED,
    limits_of_looks,
    look_at,
    streams_of,
)
from meydan.kernel.observations.stores import archive, values

MONTH = timedelta(days=30)
# So many values are read at most; what was left out is said.
MOST_VALUES = 2_000_000


@dataclass(frozen=True)
class Rehearsal:
    """
    How many alerts a rule would have opened.

    :ivar alerts: alerts, or ``None`` for a kind whose past nobody kept (an index, a forecast)
    :ivar now: of such a kind, on how many datastreams it is beyond its limit at this moment
    :ivar answered: of such a kind, of how many datastreams somebody knows the answer at this moment
    :ivar stations: datastreams on which at least one opened
    :ivar looked: datastreams that were looked at, out of ``count``
    """

    alerts: int | None
    stations: int
    looked: int
    count: int
    now: int = 0
    answered: int = 0

    @property
    def is_cut(self) -> bool:
        """Whether some datastreams were left out, because there are too many values."""
        return self.looked < self.count


def rehearse(rule: Rule, now: datetime, span: timedelta = MONTH) -> Rehearsal:
    """Walk a rule (saved or not) over the last values of its datastreams, wherever they lie."""
    streams = streams_of(rule)
    if rule.kind in ASKED:
        return _asked_now(rule, now, len(streams))
    found = _area if rule.kind == Rule.Kind.AREA else _each
    opened: list[int] = list(found(rule, streams, now, now - span))
    return Rehearsal(sum(opened), sum(count > 0 for count in opened), len(opened), len(streams))


def _asked_now(rule: Rule, now: datetime, count: int) -> Rehearsal:
    """What an index or a forecast says at this moment; what it said before, nobody kept."""
    said = [one.value for one in look_at(rule, now)]
    above = limits_of_looks(rule).above
    beyond = sum(value > rule.limit if above else value < rule.limit for value in said)
    return Rehearsal(None, 0, 0, count, now=beyond, answered=len(said))


def _each(rule: Rule, streams: list[Datastream], now: datetime, start: datetime) -> Iterator[int]:
    left = MOST_VALUES
    for stream in streams:
        if left <= 0:
            return
        reach = measure_of(rule).window_us if rule.kind in STREAM_KINDS else 0
        at_us, value = archive.read(stream.pk, to_us(start) - reach, to_us(now), left)
        left -= at_us.size
        episodes = _episodes(rule, stream, at_us, value, now)
        yield sum(episode.opened_us is not None and episode.opened_us >= to_us(start) for episode in episodes)


def _episodes(
    rule: Rule, stream: Datastream, at_us: np.ndarray, value: np.ndarray, now: datetime
) -> list[Episode]:
    if rule.kind == Rule.Kind.ABSENCE:
        limit = silence_us(rule, stream.period_s)
        return [] if limit is None else silences(at_us, to_us(now), AT_REST, limit)[1]
    period_us = None if stream.period_s is None else stream.period_s * SECOND_US
    measured = Frame.of_one(at_us, value, period_us).measured(measure_of(rule))
    return engine.evaluate(at_us, measured, AT_REST, limits_of(rule, stream.period_s))[1]


def _area(rule: Rule, streams: list[Datastream], now: datetime, start: datetime) -> Iterator[int]:
    """An area hour by hour, where the living rule looks each minute: short breaches may be missed."""
    above = rule.comparison == Rule.Comparison.ABOVE
    window_us = (rule.window_s or AREA_WINDOW_S) * SECOND_US
    looks = np.arange(to_us(start), to_us(now), HOUR_US)
    worst = np.full((len(streams), looks.size), np.nan)
    left = MOST_VALUES
    for row, stream in enumerate(streams):
        reach = window_us + measure_of(rule).window_us
        at_us, value = values.read(stream.pk, to_us(start) - reach, to_us(now), max(left, 1))
        left -= at_us.size
        period_us = None if stream.period_s is None else stream.period_s * SECOND_US
        measured = Frame.of_one(at_us, value, period_us).measured(measure_of(rule))
        worst[row] = _worst_before(looks, at_us, measured, window_us, above=above)
    seen = np.array([worst_but(worst[:, hour], rule.min_count, above=above) for hour in range(looks.size)])
    episodes = engine.evaluate(looks, seen, AT_REST, limits_of_looks(rule))[1]
    count = sum(episode.opened_us is not None for episode in episodes)
    yield from [count, *[0] * (len(streams) - 1)] if streams else []


def _worst_before(
    looks: np.ndarray, at_us: np.ndarray, value: np.ndarray, window_us: int, *, above: bool
) -> np.ndarray:
    """The worst known value in (t - window, t] at each look."""
    firsts = np.searchsorted(at_us, looks - window_us, side="right")
    lasts = np.searchsorted(at_us, looks, side="right")
    found = np.full(looks.size, np.nan)
    for place, (first, last) in enumerate(zip(firsts.tolist(), lasts.tolist(), strict=True)):
        part = value[first:last]
        part = part[~np.isnan(part)]
        if part.size:
            found[place] = part.max() if above else part.min()
    return found
