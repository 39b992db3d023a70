"""Which rules need to look back at all: most batches are quiet, and are done with without reading a window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from meydan.kernel.observations.engine.batch import Batch, Floats, Mask
from meydan.kernel.observations.engine.measures import Frame
from meydan.kernel.observations.engine.rules import State
from meydan.kernel.observations.models import Rule
from meydan.kernel.observations.operations.asking import measure_of
from meydan.kernel.observations.operations.books import Spans
from meydan.kernel.observations.operations.standing import States, is_kept

# Means are rounded to the millionth: a value this near a limit may lift one over it.
HAIR = 1e-6
# A mean or a highest value is beyond a limit only while a value beyond it is in the window.
LED_BY_ONE = ("mean", "max")


def needed(
    kept: Batch, spans: Spans, by_rule: dict[Rule, list[int]], states: States
) -> dict[Rule, list[int]]:
    """
    Of each rule the series (their places in ``spans``) that it must be measured on.

    A mean or a highest value passes a limit only with a value beyond it in its window: a new one, or one that
    its state remembers. A spread is below its limit only when the new values are near the newest before them.
    """
    rows = np.concatenate([np.arange(start, end) for _, start, end in spans])
    sizes = np.array([end - start for _, start, end in spans])
    edges = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    value = kept.value[rows]
    highest, lowest = np.maximum.reduceat(value, edges), np.minimum.reduceat(value, edges)
    before = np.array([np.nan if stream.value is None else stream.value for stream, _, _ in spans])
    kept_places = _kept_places(spans, states)
    found: dict[Rule, list[int]] = {}
    for rule, places in by_rule.items():
        open_ones = set(np.flatnonzero(_may_break(rule, highest, lowest, before)).tolist())
        chosen = (open_ones | kept_places.get(rule.pk, set())) & set(places)
        if chosen:
            found[rule] = sorted(chosen)
    return found


def _kept_places(spans: Spans, states: States) -> dict[int, set[int]]:
    """Of each rule the series on which it remembers something."""
    place_of = {stream.pk: place for place, (stream, _, _) in enumerate(spans)}
    found: dict[int, set[int]] = {}
    for (rule, stream_id), state in states.items():
        if stream_id in place_of and is_kept(state):
            found.setdefault(rule, set()).add(place_of[stream_id])
    return found


def _may_break(rule: Rule, highest: Floats, lowest: Floats, before: Floats) -> Mask:
    """Of each series whether its new values alone leave the question open."""
    name = measure_of(rule).name
    if name == "value" or name in LED_BY_ONE:
        return _beyond(highest, lowest, rule)
    if name == "spread":
        moved: Mask = (lowest - before >= rule.limit) | (before - highest >= rule.limit)
        return ~moved
    return np.ones(highest.size, dtype=bool)


def _beyond(highest: Floats, lowest: Floats, rule: Rule) -> Mask:
    above = rule.comparison == Rule.Comparison.ABOVE
    found: Mask = highest > rule.limit - HAIR if above else lowest < rule.limit + HAIR
    return found


def remembering(state: State, known: State, frame: Frame, rows: slice, rule: Rule) -> State:
    """
    A state at rest with the newest value beyond the limit that the window will still hold.

    :param rows: the rows that were walked; before them ``known`` remembers
    """
    measure = measure_of(rule)
    if not state.at_rest or measure.name not in LED_BY_ONE:
        return state
    value, at_us = frame.value[rows], frame.at_us[rows]
    above = rule.comparison == Rule.Comparison.ABOVE
    beyond = np.flatnonzero(value > rule.limit - HAIR if above else value < rule.limit + HAIR)
    last_us = int(at_us[beyond[-1]]) if beyond.size else known.peak_us
    if not known.at_rest:
        # An episode that ends does not say when a value was last beyond: perhaps just now.
        last_us = int(at_us[-1])
    if last_us is None or last_us <= int(at_us[-1]) - measure.window_us:
        return replace(state, last_us=None, peak=None, peak_us=None)
    return replace(state, last_us=None, peak=None, peak_us=last_us)
