"""``meydan bench observations``: our SensorThings door, the peer's and a bare probe on one PostgreSQL."""

from __future__ import annotations

import contextlib
import functools
import statistics
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks import observations_alert, observations_alone
from benchmarks.http_load import Ask
from benchmarks.processes import work_folder
from benchmarks.sensorthings_figures import Taken, compared, taken
from benchmarks.sensorthings_servers import durable_postgres, ours, peer, postmaster, probe
from benchmarks.sensorthings_town import BLOCK, Town
from meydan.config.benching import Figure, Goal, Measure

ROUNDS = 7
CONCURRENCY = 8
# Requests of one load, chosen so that each load lasts about a second.
SINGLES = {"ours": 800, "peer": 200}
BLOCKS = {"ours": 80, "peer": 12, "probe": 80}
PAGES = {"ours": 30, "peer": 1}
TOP = Ask("GET", "/Observations?$top=1000")


@contextlib.contextmanager
def _towns() -> Iterator[tuple[dict[str, Town], Path]]:
    """The three servers, each with its town; and the folder of the cluster."""
    with work_folder() as folder, durable_postgres() as (url, cluster), contextlib.ExitStack() as held:
        servers = [
            held.enter_context(server)
            for server in (ours(folder, url), peer(folder, cluster), probe(folder, cluster))
        ]
        yield {server.name: Town.on(server) for server in servers}, cluster


@functools.cache
def loads() -> Mapping[str, dict[str, list[Taken]]]:
    """Every load of every server by turns, so that what the machine does meanwhile falls on all of them."""
    found: dict[str, dict[str, list[Taken]]] = {"single": {}, "bulk": {}, "top": {}}
    with _towns() as (towns, cluster):
        for town in towns.values():
            _once(town, cluster, found, warm=True)
        for _round in range(ROUNDS):
            for town in towns.values():
                _once(town, cluster, found)
    return found


def _once(town: Town, cluster: Path, found: dict[str, dict[str, list[Taken]]], *, warm: bool = False) -> None:
    name = town.server.name
    database = postmaster(cluster)

    def keep(load: str, asks: list[Ask], units: int, concurrency: int) -> None:
        from benchmarks.processes import tree

        figure = taken(
            lambda: town.send(*asks, concurrency=concurrency).wall_s, units * len(asks),
            lambda: [*town.server.processes, *tree(database)],
        )  # fmt: skip
        if not warm:
            found[load].setdefault(name, []).append(figure)

    share = 4 if warm else 1
    if name in SINGLES:
        keep("single", [town.single(i) for i in range(SINGLES[name] // share)], 1, CONCURRENCY)
    keep("bulk", [town.block(i) for i in range(BLOCKS[name] // share)], BLOCK, CONCURRENCY)
    if name in PAGES:
        keep("top", [TOP] * PAGES[name], 1, 1)


def rates() -> Mapping[str, Figure]:
    """Ours against the peer and the probe."""
    found = loads()
    bulk, single, top = found["bulk"], found["single"], found["top"]

    def pick(figures: list[Taken], name: str) -> list[float]:
        return [getattr(figure, name) for figure in figures]

    def against(
        load: dict[str, list[Taken]], name: str, lower: bool, digits: int, other: str = "peer"
    ) -> Figure:
        return compared(
            pick(load["ours"], name), pick(load[other], name), lower=lower, digits=digits, note=other
        )

    top_ours = statistics.median(pick(top["ours"], "cpu_ms"))
    return {
        "bulk-rate": against(bulk, "rate", False, 0),
        "bulk-cpu": against(bulk, "cpu_ms", True, 4),
        "single-rate": against(single, "rate", False, 0),
        "single-cpu": against(single, "cpu_ms", True, 3),
        "top1000": compared(
            [1000 / rate for rate in pick(top["ours"], "rate")], [1000 / rate for rate in pick(top["peer"], "rate")],
            lower=True, digits=2, note=f"CPU {top_ours:.1f} ms",
        ),
        "bulk-vs-probe": against(bulk, "rate", False, 0, "probe"),
    }  # fmt: skip


MEASURES = (
    Measure(
        (
            Goal("bulk-rate", "obs/s", "higher", must=4, aim=8, by_ratio=True),
            Goal("bulk-cpu", "CPU ms/obs", must=5, aim=8, by_ratio=True),
            Goal("single-rate", "obs/s", "higher", must=3, aim=4, by_ratio=True),
            Goal("single-cpu", "CPU ms/obs"),
            Goal("top1000", "ms", must=100, aim=300, by_ratio=True),
            Goal("bulk-vs-probe", "obs/s", "higher", must=0.7, aim=1, by_ratio=True),
        ),
        rates,
    ),
    *observations_alone.MEASURES,
    *observations_alert.MEASURES,
)
