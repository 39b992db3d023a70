"""What our door costs by itself, on either database: newest values, growth, deep pages, bytes."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from benchmarks.http_load import Ask
from benchmarks.processes import environment, tree, work_folder
from benchmarks.sensorthings_figures import cpu_s
from benchmarks.sensorthings_servers import durable_postgres, ours, postmaster
from benchmarks.sensorthings_town import Town
from meydan.config.benching import CHECKOUT, Figure, Goal, Measure, median_figure

# From this many observations to that many; a smaller last number makes a quick look.
FEW, MANY = 10_000, int(os.environ.get("MEYDAN_BENCH_ROWS", "10000000"))
STREAMS = 1_000
WALKED = 200_000
RUNS = 9
NEWEST = Ask(
    "GET",
    "/Datastreams?$top=1000&$select=id,name&$expand="
    + quote("Observations($top=1;$orderby=phenomenonTime desc;$select=phenomenonTime,result)"),
)


@contextlib.contextmanager
def _served(database: str) -> Iterator[tuple[Town, Path, Path | None]]:
    """Our server with a home that holds a thousand datastreams: town, home, cluster."""
    with work_folder() as folder, contextlib.ExitStack() as held:
        url, cluster = held.enter_context(durable_postgres()) if database == "postgresql" else ("", None)
        server = held.enter_context(ours(folder, url, processes=1))
        town = Town.on(server)
        home = folder / f"home-{'pg' if url else 'sqlite'}"
        _fill(home, 0, FEW)
        yield town, home, cluster


def _fill(home: Path, first: int, until: int) -> None:
    subprocess.run(
        [sys.executable, str(CHECKOUT / "benchmarks" / "observations_fill.py"), str(STREAMS), str(first), str(until)],
        check=True, env=environment(MEYDAN_HOME=str(home), DJANGO_SETTINGS_MODULE="meydan.config.settings"),
    )  # fmt: skip


def _newest_cpu_ms(town: Town, cluster: Path | None) -> list[float]:
    found = []
    for _run in range(RUNS):
        pids = [*town.server.processes, *([] if cluster is None else tree(postmaster(cluster)))]
        before = cpu_s(pids)
        for _ in range(5):
            answer = town.send(NEWEST).last
        pids = [*town.server.processes, *([] if cluster is None else tree(postmaster(cluster)))]
        found.append((cpu_s(pids) - before) * 1000 / 5)
    rows = json.loads(answer)["value"]
    if len(rows) < STREAMS or not rows[-1]["Observations"]:
        raise RuntimeError(f"the newest values are not all there: {len(rows)}")
    return found


def _walk(town: Town, stream: int) -> tuple[float, float, int]:
    """Medians of the first and the last ten pages [ms] of a walk over 200,000 observations of a datastream."""
    path, times, rows = f"/Datastreams({stream})/Observations?$top=1000", [], 0
    while path and rows < WALKED:
        load = town.send(Ask("GET", path))
        times.append(load.latencies_s[0] * 1000)
        page = json.loads(load.last)
        rows += len(page["value"])
        link = page.get("@iot.nextLink", "")
        path = link.partition(town.server.mount)[2]
    edge = min(10, len(times) // 2)
    return statistics.median(times[:edge]), statistics.median(times[-edge - 1 : -1] or times), rows


@functools.cache
def alone(database: str) -> Mapping[str, Figure]:
    """Everything about one database in one go, for filling it takes longest."""
    with _served(database) as (town, home, cluster):
        few = _newest_cpu_ms(town, cluster)
        _fill(home, FEW, MANY)
        many = _newest_cpu_ms(town, cluster)
        walks = sorted((_walk(town, _longest(home)) for _ in range(3)), key=lambda walk: walk[1] / walk[0])
        first, last, rows = walks[1]
        size = json.loads(_measured(home))
    growth = statistics.median(many) / max(statistics.median(few), 0.01)
    return {
        "latest-1000-cpu": median_figure(many, note=f"{database}, {MANY} observations"),
        "latest-growth": Figure(
            round(growth, 2), RUNS, note=f"{statistics.median(few):.1f} to {statistics.median(many):.1f} ms"
        ),
        "walk-last-first": Figure(round(last / first, 2), 3, note=f"{rows} rows; {first:.1f} and {last:.1f} ms a page"),
        "bytes": Figure(round(size["bytes"] / size["rows"], 1), 1, note=f"{size['rows']} rows"),
    }  # fmt: skip


def _longest(home: Path) -> int:
    return int(json.loads(_measured(home))["longest"])


@functools.cache
def _measured(home: Path) -> str:
    return subprocess.run(
        [sys.executable, str(CHECKOUT / "benchmarks" / "observations_fill.py"), "measure"], check=True, text=True,
        stdout=subprocess.PIPE,
        env=environment(MEYDAN_HOME=str(home), DJANGO_SETTINGS_MODULE="meydan.config.settings"),
    ).stdout  # fmt: skip


def on_postgresql() -> Mapping[str, Figure]:
    """The cases on PostgreSQL."""
    found = dict(alone("postgresql"))
    return {**found, "bytes-postgresql": found.pop("bytes")}


def on_sqlite() -> Mapping[str, Figure]:
    """The same on SQLite, beside."""
    found = alone("sqlite")
    return {
        "latest-1000-cpu-sqlite": found["latest-1000-cpu"], "latest-growth-sqlite": found["latest-growth"],
        "walk-last-first-sqlite": found["walk-last-first"], "bytes-sqlite": found["bytes"],
    }  # fmt: skip


MEASURES = (
    Measure(
        (
            Goal("latest-1000-cpu", "ms CPU", must=50, aim=20),
            Goal("latest-growth", "times", must=1.2, aim=1.1),
            Goal("walk-last-first", "times", must=1.3, aim=1.1),
            Goal("bytes-postgresql", "bytes/obs", must=90, aim=60),
        ),
        on_postgresql,
    ),
    Measure(
        (
            Goal("latest-1000-cpu-sqlite", "ms CPU", must=50, aim=20),
            Goal("latest-growth-sqlite", "times", must=1.2, aim=1.1),
            Goal("walk-last-first-sqlite", "times", must=1.3, aim=1.1),
            Goal("bytes-sqlite", "bytes/obs", must=60, aim=40),
        ),
        on_sqlite,
    ),
)
