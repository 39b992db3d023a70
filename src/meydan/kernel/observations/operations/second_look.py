"""Late and corrected values: what rules saw since then is looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Q

from meydan.kernel.observations.engine import rules as engine
from meydan.kernel.observations.engine.batch import Ints
from meydan.kernel.observations.engine.measures import Frame
from meydan.kernel.observations.engine.moments import MICROSECOND, SECOND_US, from_us, to_us
from meydan.kernel.observations.models import Alert, Rule
from meydan.kernel.observations.operations.asking import limits_of, measure_of
from meydan.kernel.observations.operations.episodes import record_again
from meydan.kernel.observations.operations.screening import remembering
from meydan.kernel.observations.operations.standing import (
    States,
    Verdict,
    keep_states,
    known_state,
)
from meydan.kernel.observations.stores.ranges import read_ranges
from meydan.kernel.observations.stores.states import StreamState

# So many datastreams are read together.
TOGETHER = 500
Alerts = dict[tuple[int, int], list[Alert]]


@dataclass(frozen=True)
class Late:
    """A datastream into whose past values came, the first and the last of them [µs]."""

    stream: StreamState
    first_us: int
    last_us: int

    @property
    def until_us(self) -> int:
        """After the newest value there is."""
        return max(self.last_us, self.stream.at_us or self.last_us) + 1


@dataclass(frozen=True)
class Walk:
    """A rule on a late datastream, from a moment at which it was surely at rest."""

    rule: Rule
    late: Late
    limits: engine.Limits
    begin_us: int
    alerts: list[Alert]


def look_again(late: Sequence[Late], chosen: dict[int, list[Rule]], states: States, now: datetime) -> int:
    """
    Walk the rules again over the past that changed; return how many alerts opened.

    Alerts and values are read once for some hundred datastreams, so that a burst of late values costs little
    more than one of them.
    """
    opened = 0
    for first in range(0, len(late), TOGETHER):
        some = [one for one in late[first : first + TOGETHER] if chosen[one.stream.pk]]
        if some:
            opened += _look_at(some, chosen, states, now)
    return opened


def _look_at(late: list[Late], chosen: dict[int, list[Rule]], states: States, now: datetime) -> int:
    walks = list(_walks(late, chosen))
    frame, starts, ends = _frame(late, walks)
    place = {one.stream.pk: number for number, one in enumerate(late)}
    opened = 0
    verdicts: list[Verdict] = []
    for walk in walks:
        number = place[walk.late.stream.pk]
        own = slice(int(starts[number]), int(ends[number]))
        known = known_state(states, walk.rule, walk.late.stream.pk)
        state, episodes = _walked(walk, known, frame, own)
        if episodes or walk.alerts:
            opened += record_again(walk.rule, walk.late.stream, episodes, walk.alerts, now)
        verdicts.append(Verdict(walk.rule, walk.late.stream, known, state))
    keep_states(verdicts)
    return opened


def _walked(
    walk: Walk, known: engine.State, frame: Frame, own: slice
) -> tuple[engine.State, list[engine.Episode]]:
    at_us, value = frame.at_us[own], frame.measured(measure_of(walk.rule))[own]
    recent = int(np.searchsorted(at_us, walk.begin_us))
    at_us, value = at_us[recent:], value[recent:]
    state, episodes = engine.AT_REST, list[engine.Episode]()
    if not known.at_rest or walk.alerts or _breaks(value, walk.limits):
        state, episodes = engine.evaluate(at_us, value, engine.AT_REST, walk.limits)
    # All that a window may hold was read: nothing older need be remembered.
    return remembering(state, engine.AT_REST, frame, own, walk.rule), episodes


def _breaks(value: np.ndarray, limits: engine.Limits) -> bool:
    with np.errstate(invalid="ignore"):
        return bool((value > limits.limit if limits.above else value < limits.limit).any())


def _walks(late: list[Late], chosen: dict[int, list[Rule]]) -> Iterator[Walk]:
    alerts = _alerts(late, chosen)
    for one in late:
        for rule in chosen[one.stream.pk]:
            limits = limits_of(rule, one.stream.period_s)
            own = alerts.get((rule.pk, one.stream.pk), [])
            begin_us = _at_rest_before(one.first_us, limits, own)
            # What was over before that moment stays as it was written.
            yield Walk(rule, one, limits, begin_us, [alert for alert in own if _ends_after(alert, begin_us)])


def _alerts(late: list[Late], chosen: dict[int, list[Rule]]) -> Alerts:
    """The alerts that the late values may change or lean on, in order of time; one query."""
    rules = {rule for one in late for rule in chosen[one.stream.pk]}
    reach = max(limits_of(rule, one.stream.period_s).silent_us or 0 for one in late for rule in rules)
    youngest = from_us(min(one.first_us for one in late)) - timedelta(microseconds=reach)
    rows = (
        Alert.objects.select_related("rule")
        .filter(
            Q(cleared_at__isnull=True) | Q(cleared_at__gte=youngest),
            rule__in=rules,
            datastream__in=[one.stream.pk for one in late],
            is_withdrawn=False,
        )
        .order_by("since_at", "id")
    )
    found: Alerts = {}
    for alert in rows:
        found.setdefault((alert.rule_id, alert.datastream_id), []).append(alert)
    return found


def _at_rest_before(first_us: int, limits: engine.Limits, alerts: list[Alert]) -> int:
    """
    A moment not after the first late value at which the rule was surely at rest.

    Inside an alert that is its first value beyond the limit. Elsewhere, a run that reaches the late value is
    younger than the duration that would have opened an alert, and has no gap.
    """
    youngest = first_us - limits.max_gap_us - limits.min_duration_us
    earlier = [alert for alert in alerts if to_us(alert.since_at) < first_us]
    if not earlier:
        return youngest
    last = earlier[-1]
    if last.cleared_at is None or last.cleared_at >= from_us(first_us):
        return to_us(last.since_at)
    # It ended because nothing came: what comes now may be its continuation.
    silence = limits.silent_us or 0
    if last.ending == Alert.Ending.SILENT and to_us(last.cleared_at) + silence >= first_us:
        return to_us(last.since_at)
    return max(youngest, to_us(last.cleared_at))


def _ends_after(alert: Alert, begin_us: int) -> bool:
    if alert.cleared_at is None:
        return True
    # The value that ended an alert is not part of it; the last one before a silence is.
    slack = MICROSECOND if alert.ending == Alert.Ending.SILENT else timedelta(0)
    return alert.cleared_at + slack > from_us(begin_us)


def _frame(late: list[Late], walks: list[Walk]) -> tuple[Frame, Ints, Ints]:
    """The values of the late datastreams from where their walks reach back to, and each one's rows."""
    reach: dict[int, int] = {}
    for walk in walks:
        first = walk.begin_us - measure_of(walk.rule).window_us
        reach[walk.late.stream.pk] = min(first, reach.get(walk.late.stream.pk, first))
    batch = read_ranges([(one.stream.pk, reach[one.stream.pk], one.until_us) for one in late])
    ids = np.array([one.stream.pk for one in late], dtype=np.int64)
    series = np.searchsorted(ids, batch.datastream_id)
    periods = np.array(
        [np.nan if one.stream.period_s is None else one.stream.period_s * SECOND_US for one in late]
    )
    frame = Frame(series, batch.at_us, batch.value, periods[series])
    places = np.arange(len(late))
    return frame, np.searchsorted(series, places), np.searchsorted(series, places, side="right")
