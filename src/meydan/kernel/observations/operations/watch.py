"""Rules look at what was stored, in the transaction that stored it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from meydan.kernel.observations.engine import rules as engine
from meydan.kernel.observations.engine.batch import Batch, Floats, Ints
from meydan.kernel.observations.engine.moments import HOUR_US, SECOND_US, from_us, to_us
from meydan.kernel.observations.models import Alert, Rule, RuleState
from meydan.kernel.observations.operations.books import Spans
from meydan.kernel.observations.operations.episodes import record, record_again
from meydan.kernel.observations.stores import values
from meydan.kernel.observations.stores.states import StreamState

# Values further apart than this many periods do not vouch for the time between them.
GAP_PERIODS = 3
GAP_WITHOUT_PERIOD_US = 3 * HOUR_US
LONGEST_SERIES = 10_000_000


@dataclass(frozen=True)
class Fresh:
    """The new rows of one datastream, in order."""

    stream: StreamState
    at_us: Ints
    value: Floats

    @property
    def newest_before_us(self) -> int | None:
        """The newest instant stored before them."""
        return self.stream.at_us

    @property
    def is_late(self) -> bool:
        """Whether any of them is not newer than everything stored before."""
        return self.newest_before_us is not None and int(self.at_us[0]) <= self.newest_before_us

    @property
    def period_us(self) -> int | None:
        """Time between two values, µs."""
        return None if self.stream.period_s is None else self.stream.period_s * SECOND_US


def limits_of(rule: Rule, stream: StreamState) -> engine.Limits:
    """What a rule asks, for a datastream of this period."""
    gap = GAP_WITHOUT_PERIOD_US if stream.period_s is None else GAP_PERIODS * stream.period_s * SECOND_US
    return engine.Limits(
        above=rule.comparison == Rule.Comparison.ABOVE,
        limit=rule.limit,
        clear_limit=rule.clear_limit,
        min_duration_us=rule.min_duration_s * SECOND_US,
        max_gap_us=gap,
    )


def watch(kept: Batch, spans: Spans, now: datetime) -> int:
    """Evaluate every rule on the datastreams of an ordered batch; return how many alerts opened."""
    spans = [span for span in spans if span[0].has_rules]
    properties = {state.observed_property_id for state, _, _ in spans}
    rules = list(Rule.objects.filter(is_active=True, observed_property__in=properties).order_by("pk"))
    if not rules:
        return 0
    fresh = [Fresh(state, kept.at_us[start:end], kept.value[start:end]) for state, start, end in spans]
    states = _states(rules, [state.pk for state, _, _ in spans])
    history = History(rules, fresh)
    return sum(_watch_rule(rule, fresh, states, history, now) for rule in rules)


States = dict[tuple[int, int], engine.State]


def _states(rules: list[Rule], stream_ids: list[int]) -> States:
    rows = RuleState.objects.filter(rule__in=rules, datastream__in=stream_ids)
    return {
        (row.rule_id, row.datastream_id): engine.State(
            row.is_active, row.since_us, row.last_us, row.peak, row.peak_us
        )
        for row in rows
    }


def _watch_rule(rule: Rule, fresh: list[Fresh], states: States, history: History, now: datetime) -> int:
    own = [new for new in fresh if new.stream.observed_property_id == rule.observed_property_id]
    opened = sum(_look_again(rule, new, states, now) for new in own if new.is_late)
    for new in own:
        known = states.get((rule.pk, new.stream.pk), engine.AT_REST)
        if new.is_late:
            continue
        at_us, value = history.before(new) if engine.WINDOWS_US[rule.statistic] else (new.at_us, new.value)
        if known.at_rest and _cannot_break(rule, value):
            continue
        found = engine.statistic(rule.statistic, at_us, value, new.period_us)
        recent = at_us >= new.at_us[0]
        state, episodes = engine.evaluate(at_us[recent], found[recent], known, limits_of(rule, new.stream))
        opened += record(rule, new.stream, episodes, now)
        _keep(rule, new.stream, known, state)
    return opened


def _cannot_break(rule: Rule, value: Floats) -> bool:
    """Most batches are quiet: neither values nor their mean pass a limit that none of them passes."""
    beyond = value > rule.limit if rule.comparison == Rule.Comparison.ABOVE else value < rule.limit
    return not beyond.any()


class History:
    """What the windows of means reach back to, for every timely datastream in one read."""

    def __init__(self, rules: list[Rule], fresh: list[Fresh]) -> None:
        window_us = max((engine.WINDOWS_US[rule.statistic] for rule in rules), default=0)
        timely = [new for new in fresh if not new.is_late]
        self.batch = Batch.of([])
        if window_us and timely:
            first = min(int(new.at_us[0]) for new in timely)
            last = max(int(new.at_us[0]) for new in timely)
            self.batch = values.read_many([new.stream.pk for new in timely], first - window_us + 1, last)

    def before(self, new: Fresh) -> tuple[Ints, Floats]:
        """The stored rows before the new ones, and the new ones."""
        begin, end = np.searchsorted(self.batch.datastream_id, [new.stream.pk, new.stream.pk + 1])
        end = begin + np.searchsorted(self.batch.at_us[begin:end], new.at_us[0])
        return (
            np.concatenate([self.batch.at_us[begin:end], new.at_us]),
            np.concatenate([self.batch.value[begin:end], new.value]),
        )


def _look_again(rule: Rule, new: Fresh, states: States, now: datetime) -> int:
    """Late values may change what was seen since: walk again from a moment when the rule was at rest."""
    limits = limits_of(rule, new.stream)
    begin_us = _at_rest_before(rule, new, limits)
    end_us = max(int(new.at_us[-1]), new.newest_before_us or 0) + 1
    window_us = engine.WINDOWS_US[rule.statistic]
    at_us, value = values.read(new.stream.pk, begin_us - window_us, end_us, LONGEST_SERIES)
    found = engine.statistic(rule.statistic, at_us, value, new.period_us)
    recent = at_us >= begin_us
    state, episodes = engine.evaluate(at_us[recent], found[recent], engine.AT_REST, limits)
    opened = record_again(rule, new.stream, episodes, begin_us, now)
    _keep(rule, new.stream, states.get((rule.pk, new.stream.pk), engine.AT_REST), state)
    return opened


def _at_rest_before(rule: Rule, new: Fresh, limits: engine.Limits) -> int:
    """
    A moment not after the first new value at which the rule was surely at rest.

    Inside an alert that is its first value beyond the limit. Elsewhere, a run that reaches the new
    value is younger than the duration that would have opened an alert, and has no gap.
    """
    first_us = int(new.at_us[0])
    earlier = Alert.objects.filter(
        rule=rule, datastream=new.stream.pk, is_withdrawn=False, since_at__lt=from_us(first_us)
    ).order_by("-since_at", "-id")
    youngest = first_us - limits.max_gap_us - limits.min_duration_us
    last = earlier.first()
    if last is None:
        return youngest
    if last.cleared_at is None or last.cleared_at >= from_us(first_us):
        return to_us(last.since_at)
    return max(youngest, to_us(last.cleared_at))


def _keep(rule: Rule, stream: StreamState, known: engine.State, state: engine.State) -> None:
    if state.at_rest:
        if not known.at_rest:
            RuleState.objects.filter(rule=rule, datastream=stream.pk).delete()
        return
    RuleState.objects.update_or_create(
        rule=rule,
        datastream_id=stream.pk,
        defaults={
            "is_active": state.is_active,
            "since_us": state.since_us,
            "last_us": state.last_us,
            "peak": state.peak,
            "peak_us": state.peak_us,
        },
    )
