"""Sensors that are broken, and values out of the ordinary: windows with a kind, and whether to trust the value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from meydan.domains.environment.engine.anomaly import (
    CALM_US,
    USUAL_THRESHOLDS,
    Event,
    Flags,
    Thresholds,
    events,
)
from meydan.domains.environment.engine.anomaly_usual import Times
from meydan.domains.environment.engine.faults_shape import (
    drifts,
    gaps,
    noisy_runs,
    out_of_range,
    shape_of,
    silence_us,
    stuck_runs,
)
from meydan.domains.environment.engine.lags import Numbers

Kind = Literal["stuck", "range", "noise", "gap", "spike", "step", "drift", "unusual"]
Severity = Literal["broken", "missing", "doubtful", "notable"]

SEVERITY: dict[Kind, Severity] = {
    "stuck": "broken",
    "range": "broken",
    "noise": "broken",
    "gap": "missing",
    "spike": "doubtful",
    "step": "doubtful",
    "drift": "doubtful",
    "unusual": "notable",
}


@dataclass(frozen=True)
class FaultWindow:
    """
    A stretch of a series that needs a look.

    :param start_us: first instant concerned
    :param end_us: last instant concerned
    :param noticed_us: when it was known, from values until then alone; between the two
    :param score: how far over its threshold at most, 1 being the threshold
    """

    start_us: int
    end_us: int
    noticed_us: int
    kind: Kind
    score: float

    @property
    def severity(self) -> Severity:
        """What to make of it: a broken sensor, missing values, a doubtful or a merely notable one."""
        return SEVERITY[self.kind]

    @property
    def usable(self) -> bool:
        """Whether the values may be shown as the state of the city; a notable one may be the truth."""
        return self.severity == "notable"


def windows(
    at_us: Times,
    values: Numbers,
    *,
    lowest: float | None = None,
    highest: float | None = None,
    thresholds: Thresholds = USUAL_THRESHOLDS,
) -> list[FaultWindow]:
    """
    Every fault and every unusual stretch of a series, in the order noticed.

    What is said of an instant depends on it and on what was before; only the kind of an unusual stretch (spike,
    step or unusual) is told from its shape as a whole. The same thing is told once: an unusual stretch that
    meets a broken sensor is left out.

    :param at_us: microseconds since 1970 UTC, shape ``(n,)``, regular or not; sorted here
    :param values: shape ``(n,)``, NaN where missing
    :param lowest: what the sensor can read at least
    :param highest: and at most
    :raises ValueError: if the two are not as long
    """
    at_us, values = _in_order(at_us, values)
    if len(values) < 3:
        return []
    definite = [
        *_as_windows(at_us, "range", out_of_range(values, lowest, highest)),
        *_as_windows(at_us, "stuck", stuck_runs(at_us, values)),
        *_as_windows(at_us, "noise", noisy_runs(at_us, values)),
    ]
    sound = _without(at_us, definite)
    kept_us, kept = at_us[sound], values[sound]
    unusual = [_named(kept_us, kept, event) for event in events(kept_us, kept, thresholds)]
    drifting = _as_windows(at_us, "drift", drifts(at_us, values))
    found = definite + _apart(unusual, definite)
    found += _apart(drifting, found) + _as_windows(at_us, "gap", gaps(at_us))
    return sorted(found, key=lambda window: (window.noticed_us, window.kind))


def faults_now(
    at_us: Times, values: Numbers, now_us: int, *, lowest: float | None = None, highest: float | None = None
) -> list[FaultWindow]:
    """
    What is the matter with a sensor at ``now_us``; empty when nothing is.

    Two months of values are enough, and a few weeks better than nothing. Arguments otherwise as for
    :func:`windows`.
    """
    at_us, values = _in_order(at_us, values)
    past = at_us <= now_us
    at_us, values = at_us[past], values[past]
    if len(values) < 3:
        return []
    last_us, silence = int(at_us[-1]), silence_us(at_us)
    found = [
        window
        for window in windows(at_us, values, lowest=lowest, highest=highest)
        if window.kind != "gap" and window.end_us >= last_us - (CALM_US if window.usable else 0)
    ]
    if now_us - last_us > silence:
        noticed = last_us + silence
        found.append(FaultWindow(last_us, now_us, noticed, "gap", (now_us - last_us) / silence))
    return found


def alarms(found: Sequence[FaultWindow]) -> list[FaultWindow]:
    """Those about values: a gap is missing data, told as such, and no alarm."""
    return [window for window in found if window.severity != "missing"]


def _in_order(at_us: Times, values: Numbers) -> tuple[Times, Numbers]:
    if len(at_us) != len(values):
        raise ValueError(f"{len(at_us)} instants, {len(values)} values")
    known = np.isfinite(values)
    order, first = np.unique(at_us[known], return_index=True)
    return order, values[known][first]


def _as_windows(at_us: Times, kind: Kind, runs: Sequence[tuple[int, int, int, float]]) -> list[FaultWindow]:
    return [
        FaultWindow(int(at_us[first]), int(at_us[last]), int(at_us[noticed]), kind, score)
        for first, last, noticed, score in runs
    ]


def _named(at_us: Times, values: Numbers, event: Event) -> FaultWindow:
    start, end = int(at_us[event.first]), int(at_us[event.last])
    return FaultWindow(start, end, start, shape_of(at_us, values, event), event.score)


def _without(at_us: Times, broken: Sequence[FaultWindow]) -> Flags:
    """Which values a broken sensor did not spoil: the unusual is looked for among these."""
    sound = np.ones(len(at_us), bool)
    for window in broken:
        sound &= (at_us < window.noticed_us) | (at_us > window.end_us)
    return sound


def _apart(some: Sequence[FaultWindow], others: Sequence[FaultWindow]) -> list[FaultWindow]:
    return [
        window
        for window in some
        if not any(
            window.start_us <= other.end_us + CALM_US and other.start_us <= window.end_us + CALM_US
            for other in others
        )
    ]
