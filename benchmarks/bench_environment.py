"""``meydan bench environment``: what forecasts of the air are worth, and whether faults are found."""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np

from benchmarks.air_series import read_air
from benchmarks.bench_import import data_folder
from benchmarks.labelled import NOTHING, left_out, read_labelled, score
from meydan.config.benching import Figure, Goal, Measure, given
from meydan.domains.environment.engine.forecast_walk import walk_forward

YEAR_H = 365 * 24
SEASONAL_FROM_H = 6
COVERAGE = 0.8


def forecasts() -> Mapping[str, Figure]:
    """
    A walk through the last year of the file, or its last third if it is shorter than three: at every hour a
    forecast for 1 to 24 hours ahead from what was known then, all learnt anew every thirty days.

    :raises CannotRun: without the file
    """
    series = read_air(given("air") or data_folder() / "air" / "uci_beijing_pm25_2010_2013.csv.gz")
    count = len(series.values)
    first = count - min(YEAR_H, count // 3)
    begun = time.process_time()
    walk = walk_forward(series.values, series.start_us, first=first, weather=series.weather)
    cost = f"{series.name}, {count - first} issue hours, CPU {time.process_time() - begun:.0f} s"
    all_hours, later = walk.skill(), walk.skill(SEASONAL_FROM_H)
    by_hour = [walk.skill(hour, hour).coverage for hour in range(1, walk.median.shape[1] + 1)]
    share = f"of {all_hours.hours} outcomes; wanted 0.77 to 0.83, aim 0.79 to 0.81; by hour ahead"
    return {
        "forecast-vs-persistence": Figure(
            round(all_hours.mae, 2), 1, peer=round(all_hours.persistence_mae, 2),
            ratio=round(all_hours.over_persistence, 3),
            note=f"mean absolute error, 1 to 24 h ahead, weather until the issue hour only; {cost}",
        ),
        "forecast-vs-seasonal": Figure(
            round(later.mae, 2), 1, peer=round(later.seasonal_mae, 2), ratio=round(later.over_seasonal, 3),
            note=f"{SEASONAL_FROM_H} to 24 h ahead, beside the value 24 h before the target",
        ),
        "interval-coverage": Figure(
            round(all_hours.coverage, 4), 1,
            note=f"two-sided: the goals are its lower ends, interval-distance holds both; {share} "
            f"{min(by_hour):.3f} to {max(by_hour):.3f}",
        ),
        "interval-distance": Figure(
            round(abs(all_hours.coverage - COVERAGE), 4), 1,
            note=f"of the share covered from {COVERAGE}; mean width {float(np.nanmean(walk.high - walk.low)):.1f}",
        ),
    }  # fmt: skip


def faults() -> Mapping[str, Figure]:
    """
    Alarms on series marked by people, with one set of thresholds; the first 15 % of each is only learnt from.

    :raises CannotRun: without labelled series
    """
    folder = given("labelled")
    usual = [data_folder() / "iot" / "nab", data_folder() / "traffic" / "nab"]
    all_series = read_labelled([folder] if folder else usual)
    total = sum((score(series) for series in all_series), NOTHING)
    out = left_out(all_series) if len(all_series) > 1 else None
    named = f"{total.found} of {total.marked} windows in {len(all_series)} series"
    false = f"{total.false} in {total.months:.1f} months after the first 15 %; an event is one alarm, a gap is none"
    figures = {
        "fault-windows-found": Figure(round(total.found / max(total.marked, 1), 4), 1, note=named),
        "false-alarms-month": Figure(round(total.false / total.months, 3), 1, note=false),
    }
    if out is not None:
        chosen = "thresholds chosen anew on all other series, for each series"
        figures["fault-windows-left-out"] = Figure(
            round(out.found / max(out.marked, 1), 4), 1, note=f"{out.found} of {out.marked}; {chosen}"
        )
        figures["false-alarms-left-out"] = Figure(round(out.false / out.months, 3), 1, note=chosen)
    return figures


MEASURES = (
    Measure(
        (
            Goal("forecast-vs-persistence", "µg/m³", must=1.25, aim=1.4, by_ratio=True),
            Goal("forecast-vs-seasonal", "µg/m³", must=1.1, aim=1.25, by_ratio=True),
            Goal("interval-coverage", "share", "higher", must=0.77, aim=0.79),
            Goal("interval-distance", "share", must=0.03, aim=0.01),
        ),
        forecasts,
    ),
    Measure(
        (
            Goal("fault-windows-found", "share", "higher", must=1, aim=1),
            Goal("false-alarms-month", "alarms/month", must=1, aim=0.3),
            Goal("fault-windows-left-out", "share", "higher"),
            Goal("false-alarms-left-out", "alarms/month"),
        ),
        faults,
    ),
)
