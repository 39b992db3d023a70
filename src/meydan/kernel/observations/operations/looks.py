"""Rules that no single value breaks: a job looks at an index, a forecast or a whole area now and then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction

from meydan.kernel.observations import registry
from meydan.kernel.observations.engine import rules as engine
from meydan.kernel.observations.engine.areas import worst_but
from meydan.kernel.observations.engine.measures import Frame
from meydan.kernel.observations.engine.moments import HOUR_US, SECOND_US, to_us
from meydan.kernel.observations.models import Datastream, Rule, RuleState
from meydan.kernel.observations.operations.asking import SILENT_US, limits_of, measure_of, things_inside
from meydan.kernel.observations.operations.episodes import open_alert, record
from meydan.kernel.observations.operations.standing import Verdict, keep_states, known_state, read_states
from meydan.kernel.observations.stores import states as stores
from meydan.kernel.observations.stores.ranges import read_ranges
from meydan.kernel.observations.stores.states import StreamState

# Asked of a room above, which may take its time; an area is read from the store.
ASKED = (Rule.Kind.INDEX, Rule.Kind.FORECAST)
AREAS = (Rule.Kind.AREA,)
# Two looks further apart do not vouch for the time between them.
GAP_US = HOUR_US
# How far back a value of an area counts when the rule does not say.
AREA_WINDOW_S = 3600
PERCENT = 100.0


@dataclass(frozen=True)
class Seen:
    """What a look found on a datastream, and what else to keep with an alert that opens."""

    stream_id: int
    value: float
    facts: dict[str, Any]


def look(now: datetime, kinds: Sequence[str] = (*ASKED, *AREAS)) -> int:
    """Look at every rule of some kinds (an index, a forecast, an area); return how many alerts opened."""
    opened = 0
    for rule in Rule.objects.filter(is_active=True, kind__in=kinds).order_by("pk"):
        seen = list(look_at(rule, now))
        if seen:
            opened += _take_down(rule, seen, now)
    return opened


def look_at(rule: Rule, now: datetime) -> Iterable[Seen]:
    """What a rule sees at a moment, without writing anything."""
    if rule.kind == Rule.Kind.AREA:
        return _area(rule, now)
    return _asked(rule, now)


def _asked(rule: Rule, now: datetime) -> Iterable[Seen]:
    """Each datastream of the rule, as a room above answers for it; those it does not know are left out."""
    classify, forecast = registry.classifier(rule.provider), registry.forecaster(rule.provider)
    for stream in streams_of(rule):
        answer: float | None = None
        if rule.kind == Rule.Kind.INDEX and classify is not None:
            answer = classify(stream.pk, now)
        elif rule.kind == Rule.Kind.FORECAST and forecast is not None and rule.level is not None:
            above = rule.comparison == Rule.Comparison.ABOVE
            chance = forecast(stream.pk, rule.level, above, rule.window_s / 3600, now)
            answer = None if chance is None else chance * PERCENT
        if answer is not None:
            yield Seen(stream.pk, float(answer), {})


def streams_of(rule: Rule) -> list[Datastream]:
    """The datastreams a rule is about: those of its property, inside its area when it has one."""
    streams = list(
        Datastream.objects.filter(observed_property=rule.observed_property_id)
        .select_related("thing", "latest")
        .order_by("pk")
    )
    within = things_inside([rule], [stream.thing_id for stream in streams])
    return [stream for stream in streams if rule.pk not in within or stream.thing_id in within[rule.pk]]


def _area(rule: Rule, now: datetime) -> Iterable[Seen]:
    """The area as its ``min_count``-th worst station: it passes a limit when so many stations do."""
    streams = streams_of(rule)
    worst = _worst(rule, streams, now)
    above = rule.comparison == Rule.Comparison.ABOVE
    value = worst_but(worst, rule.min_count, above=above)
    if np.isnan(value):
        return []
    known = np.nan_to_num(worst, nan=-np.inf if above else np.inf)
    leading = int(np.argmax(known) if above else np.argmin(known))
    beyond = known > rule.limit if above else known < rule.limit
    facts = {"streams": [streams[place].pk for place in np.flatnonzero(beyond).tolist()]}
    return [Seen(streams[leading].pk, value, facts)]


def _worst(rule: Rule, streams: list[Datastream], now: datetime) -> np.ndarray:
    """Of each datastream the worst of its statistic within the window; NaN where nothing is known."""
    measure = measure_of(rule)
    now_us, window_us = to_us(now), (rule.window_s or AREA_WINDOW_S) * SECOND_US
    first = now_us - window_us
    batch = read_ranges([(stream.pk, first - measure.window_us, now_us + 1) for stream in streams])
    ids = np.array([stream.pk for stream in streams], dtype=np.int64)
    series = np.searchsorted(ids, batch.datastream_id)
    periods = np.array([np.nan if s.period_s is None else s.period_s * SECOND_US for s in streams])
    frame = Frame(series, batch.at_us, batch.value, periods[series] if series.size else batch.value)
    measured = frame.measured(measure)
    counts = (batch.at_us > first) & ~np.isnan(measured)
    above = rule.comparison == Rule.Comparison.ABOVE
    found = np.full(len(streams), -np.inf if above else np.inf)
    pick = np.maximum if above else np.minimum
    pick.at(found, series[counts], measured[counts])
    found[np.isinf(found)] = np.nan
    return found


def limits_of_looks(rule: Rule) -> engine.Limits:
    """What a rule asks of the looks at it; a chance is always one of being too high."""
    above = rule.kind == Rule.Kind.FORECAST or rule.comparison == Rule.Comparison.ABOVE
    return replace(limits_of(rule, None), above=above, max_gap_us=GAP_US, silent_us=SILENT_US)


@transaction.atomic
def _take_down(rule: Rule, seen: list[Seen], now: datetime) -> int:
    """Walk the rule one look further on each datastream and write what came of it."""
    # An area has one state, on the datastream that led when it began.
    anchor = _anchor(rule) if rule.kind == Rule.Kind.AREA else None
    if anchor is not None:
        seen = [replace(one, stream_id=anchor) for one in seen]
    ids = [one.stream_id for one in seen]
    streams, states = stores.lock(ids, to_us(now)), read_states(ids)
    verdicts: list[Verdict] = []
    opened = 0
    for one in seen:
        stream = streams.get(one.stream_id)
        if stream is not None:
            verdict = _verdict(rule, stream, known_state(states, rule, stream.pk), one, now)
            opened += _open_new(verdict, one, now)
            verdicts.append(verdict)
    going_on = [replace(v, episodes=[e for e in v.episodes if e.opened_us is None]) for v in verdicts]
    record(going_on, now)
    keep_states(verdicts)
    return opened


def _anchor(rule: Rule) -> int | None:
    return RuleState.objects.filter(rule=rule).values_list("datastream", flat=True).first()


def _verdict(rule: Rule, stream: StreamState, known: engine.State, one: Seen, now: datetime) -> Verdict:
    now_us = to_us(now)
    if known.last_us is not None and known.last_us >= now_us:
        return Verdict(rule, stream, known, known)
    at, value = np.array([now_us]), np.array([one.value])
    state, episodes = engine.evaluate(at, value, known, limits_of_looks(rule))
    return Verdict(rule, stream, known, state, episodes)


def _open_new(verdict: Verdict, one: Seen, now: datetime) -> int:
    new = [episode for episode in verdict.episodes if episode.opened_us is not None]
    for episode in new:
        open_alert(verdict.rule, verdict.stream, episode, now, one.facts)
    return len(new)
