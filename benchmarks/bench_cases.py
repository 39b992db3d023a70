"""``meydan bench cases``: the desk of a city with a million cases, on either database."""

from __future__ import annotations

import contextlib
import functools
import statistics
from collections.abc import Mapping
from urllib.parse import urlencode

from benchmarks import cases_sweep
from benchmarks.cases_map import can_draw, map_figure
from benchmarks.cases_served import CASES, OPEN_CASES, Desk, desk
from benchmarks.cases_submit import submit_figures
from benchmarks.http_load import Ask
from meydan.config.benching import CannotRun, Figure, Goal, Measure, median_figure

USERS = 16
ROUNDS = 7
A_ROUND = 320
SINGLE_RUNS = 40
# What an officer asks for: open ones of a unit, late ones, a state, a week of the past, a part of town, a street.
FILTERS: tuple[dict[str, str], ...] = (
    {"open": "1", "unit": "works"},
    {"overdue": "1"},
    {"state": "working", "open": "1"},
    {"opened_from": "2025-03-03", "opened_until": "2025-03-10"},
    {"open": "1", "bbox": "39.47,40.45,39.49,40.47"},
    {"service": "road_fault", "open": "0"},
    {"assignee": "bench-7", "open": "1"},
    {"q": "sokak 41", "open": "1"},
)


def _lists(desk_: Desk) -> list[Ask]:
    asks = [desk_.get("/api/cases?" + urlencode({**chosen, "limit": "100"})) for chosen in FILTERS]
    return [asks[number % len(asks)] for number in range(A_ROUND)]


def _list_figures(desk_: Desk, note: str) -> dict[str, Figure]:
    asks = _lists(desk_)
    for ask in asks[: len(FILTERS)]:
        desk_.send([ask])
    desk_.send(asks, concurrency=USERS)
    medians, tails, cpu = [], [], []
    for _round in range(ROUNDS):
        before = desk_.cpu_s()
        latencies = desk_.send(asks, concurrency=USERS).latencies_s
        cpu.append((desk_.cpu_s() - before) * 1000 / len(asks))
        medians.append(statistics.median(latencies) * 1000)
        tails.append(statistics.quantiles(latencies, n=20)[-1] * 1000)
    return {
        "list-million-p50": median_figure(medians, digits=1, note=note),
        "list-million-p95": median_figure(tails, digits=1, note=note),
        "list-million-cpu": median_figure(cpu, digits=1, note=f"{note}, database included"),
    }


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
            **_list_figures(held, f"{note}, {USERS} users"),
            "case-page": _case_page(held, note),
            **submit_figures(held.server.port, note),
            **_map(held, f"{note}, {OPEN_CASES} of them open"),
        }


def _map(desk_: Desk, note: str) -> dict[str, Figure]:
    """The map, where there is a browser; its own measure says so where there is none."""
    with contextlib.suppress(CannotRun):
        return {"map-50000": map_figure(desk_.address, desk_.cookie, note)}
    return {}


def on_postgresql() -> Mapping[str, Figure]:
    """The cases on PostgreSQL."""
    return figures("postgresql")


def on_sqlite() -> Mapping[str, Figure]:
    """The same on SQLite, beside."""
    return {f"{case}-sqlite": figure for case, figure in figures("sqlite").items()}


def map_on_postgresql() -> Mapping[str, Figure]:
    """The map of all open cases on PostgreSQL."""
    can_draw()
    return figures("postgresql")


def map_on_sqlite() -> Mapping[str, Figure]:
    """The same on SQLite, beside."""
    can_draw()
    return on_sqlite()


def _goals(suffix: str = "") -> tuple[Goal, ...]:
    return (
        Goal(f"list-million-p50{suffix}", "ms", must=300, aim=150),
        Goal(f"list-million-p95{suffix}", "ms", must=600, aim=400),
        Goal(f"list-million-cpu{suffix}", "CPU ms/request", must=25, aim=12),
        Goal(f"case-page{suffix}", "ms", must=80, aim=40),
        Goal(f"submit{suffix}", "ms", must=120, aim=60),
        Goal(f"submit-photo{suffix}", "ms"),
        Goal(f"calibration{suffix}", "ms"),
    )


MEASURES = (
    Measure(_goals(), on_postgresql),
    Measure((Goal("map-50000", "s", must=1, aim=0.5),), map_on_postgresql),
    Measure(_goals("-sqlite"), on_sqlite),
    Measure((Goal("map-50000-sqlite", "s", must=1, aim=0.5),), map_on_sqlite),
    *cases_sweep.MEASURES,
)
