"""The shapes of faults, each as runs ``(first, last, noticed, score)`` of indices into a series without NaN."""

from __future__ import annotations

from typing import Literal

import numpy as np

from meydan.domains.environment.engine.anomaly import Event, Flags, beyond_record, learning
from meydan.domains.environment.engine.anomaly_usual import Times, held_mean
from meydan.domains.environment.engine.lags import HOUR_US, Numbers, on_the_hour

Run = tuple[int, int, int, float]

STUCK_VALUES = 6  # so many equal values in a row are looked at
STUCK_US = 3 * HOUR_US
STUCK_TIMES = 3  # and must be so many times the longest run before
STUCK_LEARNING = 24  # values, while there is too little past to know the longest run
GAP_STEPS = 6
GAP_SELDOM = 0.98  # of the steps are shorter than half of a gap, in a series that is often silent
GAP_US = 3 * HOUR_US
NOISE_US = 12 * HOUR_US
NOISE_VALUES = 12
NOISE_TIMES = 2.0  # so many times as rough as ever before
SPIKE_VALUES = 2
STEP_US = 24 * HOUR_US
STEP_KEPT = 0.5  # of the way up is still there a day later
DRIFT_DAYS = 21
DRIFT_SIGMA = 8.0  # over the scatter of the days around their trend
DRIFT_MARGIN = 0.5


def out_of_range(values: Numbers, lowest: float | None, highest: float | None) -> list[Run]:
    """Runs of values that the sensor cannot have measured."""
    outside = np.zeros(len(values), bool)
    if lowest is not None:
        outside |= values < lowest
    if highest is not None:
        outside |= values > highest
    return [(first, last, first, 1.0) for first, last in _runs(outside)]


def stuck_runs(at_us: Times, values: Numbers) -> list[Run]:
    """Runs of one and the same value, longer than this series is used to: a coarse one repeats itself often."""
    found, longest, enough = [], 1, learning(at_us)
    for first, last in _equal_runs(values):
        length = last - first + 1
        wanted = max(STUCK_VALUES, STUCK_TIMES * longest)
        if first < enough:
            wanted = max(wanted, STUCK_LEARNING)
        noticed = first + wanted - 1
        if length >= wanted and at_us[last] - at_us[first] >= STUCK_US:
            noticed = max(noticed, int(np.searchsorted(at_us, at_us[first] + STUCK_US)))
            found.append((first, last, noticed, length / wanted))
        else:
            longest = max(longest, length)
    return found


def noisy_runs(at_us: Times, values: Numbers) -> list[Run]:
    """Runs in which neighbours differ far more than they ever did before."""
    jumps = np.abs(np.diff(values, prepend=values[0]))
    # A lone jump is a spike, not noise: the smaller of two neighbouring jumps counts.
    both = np.minimum(jumps, np.concatenate([[0.0], jumps[:-1]]))
    rough = held_mean(at_us, both, NOISE_US, 0.5)
    begin = np.searchsorted(at_us, at_us - NOISE_US, side="right")
    # Half a day of fewer values can be rough by chance.
    rough[np.arange(len(values)) + 1 - begin < NOISE_VALUES] = np.nan
    # The record is that of more than half a day ago, or a burst would be held against its own beginning.
    so_far = np.concatenate([[0.0], np.maximum.accumulate(np.nan_to_num(rough))])
    enough = np.arange(len(values)) >= learning(at_us)
    record = np.where(enough, so_far[begin], np.inf)
    score = np.nan_to_num(rough) / np.maximum(NOISE_TIMES * record, 1e-12)
    return [(first, last, first, float(score[first : last + 1].max())) for first, last in _runs(score > 1)]


def gaps(at_us: Times) -> list[Run]:
    """Silences longer than six times the usual step and three hours."""
    silence = silence_us(at_us)
    steps = np.diff(at_us)
    return [
        (int(i), int(i) + 1, int(i) + 1, float(steps[i] / silence)) for i in np.flatnonzero(steps > silence)
    ]


def silence_us(at_us: Times) -> int:
    """How long a series may be silent before that is a gap: longer in one that often is."""
    usual, seldom = np.quantile(np.diff(at_us), [0.5, GAP_SELDOM], method="lower")
    return max(int(GAP_STEPS * usual), int(2 * seldom), GAP_US)


def drifts(at_us: Times, values: Numbers) -> list[Run]:
    """
    Three weeks in which the daily medians move one way, far beyond their scatter and further than ever before.

    A season moves too, so this asks for a trend that the series never showed.
    """
    start_us, hourly = on_the_hour(at_us, values)
    days = _daily_medians(hourly)
    shift, sigma = _trends(days)
    day_us = start_us + (np.arange(len(days)) + 1) * 24 * HOUR_US
    beyond = beyond_record(day_us, np.abs(shift))
    far = (np.abs(shift) > DRIFT_SIGMA * sigma) & (beyond > DRIFT_MARGIN)
    found = []
    for first, last in _runs(far):
        ends = [start_us + 24 * HOUR_US * day for day in (first + 1 - DRIFT_DAYS, last + 1, first + 1)]
        begin, end, noticed = (min(int(np.searchsorted(at_us, us)), len(at_us) - 1) for us in ends)
        found.append((begin, end, noticed, float(np.max(beyond[first : last + 1])) / DRIFT_MARGIN))
    return found


def shape_of(at_us: Times, values: Numbers, event: Event) -> Literal["spike", "step", "unusual"]:
    """What an unusual stretch looks like: a few values out and back, a new level, or neither."""
    before = values[_span(at_us, int(at_us[event.first]) - STEP_US, int(at_us[event.first]))]
    after = values[_span(at_us, int(at_us[event.last]) + 1, int(at_us[event.last]) + STEP_US)]
    inside = values[event.first : event.last + 1]
    if len(before) == 0 or len(after) == 0:
        return "unusual"
    level = float(np.median(before))
    peak = float(inside.max() if event.upwards else inside.min())
    kept = (float(np.median(after)) - level) / (peak - level) if peak != level else 0.0
    if len(inside) <= SPIKE_VALUES and abs(after[0] - level) < STEP_KEPT * abs(peak - level):
        return "spike"
    return "step" if event.stream == "day" and kept > STEP_KEPT else "unusual"


def _span(at_us: Times, begin_us: int, end_us: int) -> slice:
    return slice(int(np.searchsorted(at_us, begin_us)), int(np.searchsorted(at_us, end_us)))


def _runs(flags: Flags) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return [(int(first), int(end) - 1) for first, end in zip(edges[::2], edges[1::2], strict=True)]


def _equal_runs(values: Numbers) -> list[tuple[int, int]]:
    begins = np.concatenate([[0], np.flatnonzero(np.diff(values) != 0) + 1])
    ends = np.concatenate([begins[1:] - 1, [len(values) - 1]])
    return [(int(first), int(last)) for first, last in zip(begins, ends, strict=True)]


def _daily_medians(hourly: Numbers) -> Numbers:
    whole = hourly[: len(hourly) // 24 * 24].reshape(-1, 24)
    enough = np.isfinite(whole).sum(axis=1) >= 12
    medians = np.full(len(whole), np.nan)
    medians[enough] = [float(np.median(day[np.isfinite(day)])) for day in whole[enough]]
    return medians


def _trends(days: Numbers) -> tuple[Numbers, Numbers]:
    """For each day the rise over the last ``DRIFT_DAYS`` days along a straight line, and the scatter about it."""
    shift, sigma = np.full(len(days), np.nan), np.full(len(days), np.nan)
    along = np.arange(DRIFT_DAYS) - (DRIFT_DAYS - 1) / 2
    for last in range(DRIFT_DAYS - 1, len(days)):
        part = days[last - DRIFT_DAYS + 1 : last + 1]
        known = np.isfinite(part)
        if known.sum() >= 0.8 * DRIFT_DAYS:
            slope, level = np.polyfit(along[known], part[known], 1)
            shift[last] = slope * DRIFT_DAYS
            sigma[last] = np.std(part[known] - slope * along[known] - level)
    return shift, sigma
