"""Rules look at what was stored, in the transaction that stored it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from meydan.kernel.observations.engine import rules as engine
from meydan.kernel.observations.engine.batch import Batch, Ints, Mask
from meydan.kernel.observations.engine.measures import Frame
from meydan.kernel.observations.engine.moments import SECOND_US
from meydan.kernel.observations.models import Rule
from meydan.kernel.observations.operations.asking import (
    STREAM_KINDS,
    limits_of,
    measure_of,
    things_inside,
)
from meydan.kernel.observations.operations.books import Spans
from meydan.kernel.observations.operations.episodes import record
from meydan.kernel.observations.operations.screening import LED_BY_ONE, needed, remembering
from meydan.kernel.observations.operations.second_look import Late, look_again
from meydan.kernel.observations.operations.silence import end_silences
from meydan.kernel.observations.operations.standing import (
    States,
    Verdict,
    is_kept,
    keep_states,
    known_state,
    read_states,
)
from meydan.kernel.observations.stores.ranges import read_ranges
from meydan.kernel.observations.stores.states import StreamState


def watch(kept: Batch, spans: Spans, now: datetime) -> int:
    """
    Evaluate every rule on the datastreams of an ordered batch; return how many alerts opened.

    However many datastreams there are, it asks for the rules, where they stand and what the windows reach
    back to once each; the arithmetic is done for all of them together.
    """
    spans = [span for span in spans if span[0].has_rules]
    properties = {state.observed_property_id for state, _, _ in spans}
    rules = list(
        Rule.objects.filter(is_active=True, kind__in=STREAM_KINDS, observed_property__in=properties).order_by(
            "pk"
        )
    )
    states = read_states([state.pk for state, _, _ in spans])
    end_silences(kept, spans, states, now)
    if not rules:
        return 0
    chosen = _chosen(rules, spans)
    late = [span for span in spans if _is_late(kept, span)]
    timely = [span for span in spans if not _is_late(kept, span)]
    opened = _look(kept, timely, chosen, states, now) if timely else 0
    if late:
        arrived = [
            Late(state, int(kept.at_us[start]), int(kept.at_us[end - 1])) for state, start, end in late
        ]
        opened += look_again(arrived, chosen, states, now)
    return opened


def _is_late(kept: Batch, span: tuple[StreamState, int, int]) -> bool:
    """Whether any of the new values is not newer than everything stored before."""
    state, start, _ = span
    return state.at_us is not None and int(kept.at_us[start]) <= state.at_us


def _chosen(rules: list[Rule], spans: Spans) -> dict[int, list[Rule]]:
    """The rules on each datastream: those on its property that hold where its thing stands."""
    within = things_inside(rules, [state.thing_id for state, _, _ in spans])
    of_property: dict[int, list[Rule]] = {}
    for rule in rules:
        of_property.setdefault(rule.observed_property_id, []).append(rule)
    return {
        state.pk: [
            rule
            for rule in of_property.get(state.observed_property_id, [])
            if rule.pk not in within or state.thing_id in within[rule.pk]
        ]
        for state, _, _ in spans
    }


def _look(kept: Batch, spans: Spans, chosen: dict[int, list[Rule]], states: States, now: datetime) -> int:
    """New values of series that nothing of is late: only they are walked, from where each rule stands."""
    members = needed(kept, spans, _by_rule(spans, chosen), states)
    if not members:
        return 0
    framed = framed_with_past(kept, spans, members)
    verdicts: list[Verdict] = []
    for rule, places in members.items():
        measure = measure_of(rule)
        measured = framed.frame.measured(measure)
        for place in _worth_walking(rule, places, spans, states, framed.places_beyond(measured, rule)):
            stream, rows = spans[place][0], framed.new_rows(place)
            known = known_state(states, rule, stream.pk)
            state, episodes = engine.evaluate(
                framed.frame.at_us[rows], measured[rows], known, limits_of(rule, stream.period_s)
            )
            state = remembering(state, known, framed.frame, rows, rule)
            verdicts.append(Verdict(rule, stream, known, state, episodes))
    if not verdicts:
        return 0
    opened = record(verdicts, now)
    keep_states(verdicts)
    return opened


def _worth_walking(
    rule: Rule, places: list[int], spans: Spans, states: States, beyond: set[int]
) -> list[int]:
    """The series on which something may change: a breach, a state, a value that its window must remember."""
    if measure_of(rule).name in LED_BY_ONE:
        return places
    return [
        place for place in places if place in beyond or is_kept(known_state(states, rule, spans[place][0].pk))
    ]


def _by_rule(spans: Spans, chosen: dict[int, list[Rule]]) -> dict[Rule, list[int]]:
    found: dict[Rule, list[int]] = {}
    for place, (state, _, _) in enumerate(spans):
        for rule in chosen[state.pk]:
            found.setdefault(rule, []).append(place)
    return found


@dataclass(frozen=True)
class Framed:
    """Series with what the windows of their rules reach back to, and which of the rows are new."""

    frame: Frame
    is_new: Mask
    starts: Ints
    ends: Ints

    def new_rows(self, place: int) -> slice:
        """The new rows of one series."""
        end = int(self.ends[place])
        first = int(self.starts[place]) + int(np.argmax(self.is_new[self.starts[place] : end]))
        return slice(first, end)

    def places_beyond(self, measured: np.ndarray, rule: Rule) -> set[int]:
        """The series with a new value beyond a rule's limit: most batches have none, and are done with."""
        above = rule.comparison == Rule.Comparison.ABOVE
        with np.errstate(invalid="ignore"):
            beyond = measured > rule.limit if above else measured < rule.limit
        return set(np.unique(self.frame.series[beyond & self.is_new]).tolist())


def framed_with_past(kept: Batch, spans: Spans, members: dict[Rule, list[int]]) -> Framed:
    """Put the stored rows that windows reach back to before the new ones; one read, none without windows."""
    reach = [0] * len(spans)
    for rule, places in members.items():
        back = measure_of(rule).window_us
        for place in places if back else ():
            reach[place] = max(reach[place], back)
    past = read_ranges(
        [
            (state.pk, int(kept.at_us[start]) - back, int(kept.at_us[start]))
            for (state, start, _), back in zip(spans, reach, strict=True)
            if back
        ]
    )
    ids = np.array([state.pk for state, _, _ in spans], dtype=np.int64)
    rows = np.concatenate([np.arange(start, end) for _, start, end in spans])
    series = np.concatenate(
        [np.searchsorted(ids, past.datastream_id), np.searchsorted(ids, kept.datastream_id[rows])]
    )
    # Stable: of each series the past comes first, and both are in order of time.
    order = np.argsort(series, kind="stable")
    series = series[order]
    periods = np.array([np.nan if s.period_s is None else s.period_s * SECOND_US for s, _, _ in spans])
    frame = Frame(
        series,
        np.concatenate([past.at_us, kept.at_us[rows]])[order],
        np.concatenate([past.value, kept.value[rows]])[order],
        periods[series],
    )
    is_new = (np.arange(series.size) >= len(past))[order]
    each = np.arange(len(spans))
    return Framed(frame, is_new, np.searchsorted(series, each), np.searchsorted(series, each, side="right"))
