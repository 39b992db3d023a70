"""``meydan bench cases``: the desk of a city with a million cases, on either database."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from benchmarks.cases_served import CASES, Desk, desk
from benchmarks.http_load import Ask
from meydan.config.benching import Figure, Goal, Measure, median_figure

SINGLE_RUNS = 40


def _alone(desk_: Desk, asks: list[Ask], note: str) -> Figure:
    for ask in asks[:3]:
        desk_.send([ask])
    return median_figure(
        [desk_.send([ask]).latencies_s[0] * 1000 for ask in asks[3:]], digits=1, note=note
    )  # fmt: skip


def _case_page(desk_: Desk, note: str) -> Figure:
    # On a fresh home cases are numbered from 1, and the youngest are open.
    numbers = range(CASES - SINGLE_RUNS - 3, CASES)
    return _alone(desk_, [desk_.get(f"/desk/cases/{number}/") for number in numbers], note)


@functools.cache
def figures(database: str) -> Mapping[str, Figure]:
    """Everything about one database in one go, for filling it takes longest."""
    note = f"{database}, {CASES} cases"
    with desk(database) as held:
        return {
            "calibration": _alone(held, [held.get("/healthz", signed_in=False)] * SINGLE_RUNS, note),
            "case-page": _case_page(held, note),
        }


def on_postgresql() -> Mapping[str, Figure]:
    """The cases on PostgreSQL."""
    return figures("postgresql")


def on_sqlite() -> Mapping[str, Figure]:
    """The same on SQLite, beside."""
    return {f"{case}-sqlite": figure for case, figure in figures("sqlite").items()}


def _goals(suffix: str = "") -> tuple[Goal, ...]:
    return (
        Goal(f"case-page{suffix}", "ms", must=80, aim=40),
        Goal(f"calibration{suffix}", "ms"),
    )


MEASURES = (
    Measure(_goals(), on_postgresql),
    Measure(_goals("-sqlite"), on_sqlite),
)
