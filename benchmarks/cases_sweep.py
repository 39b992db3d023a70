"""A sweep over a million open clocks of which few have run out. ``python -m benchmarks.cases_sweep ROUNDS DUE``."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

from benchmarks.cases_served import CASES, program
from benchmarks.processes import environment, work_folder
from benchmarks.sensorthings_servers import durable_postgres, ours
from meydan.config.benching import CHECKOUT, Figure, Goal, Measure, median_figure

ROUNDS = 7
# Clocks that run out within the two minutes between two sweeps, on a bad day.
DUE = 100


def swept(rounds: int, due: int) -> list[float]:
    """Let clocks run out and sweep, ``rounds`` times; return what each sweep took [s]."""
    from django.utils import timezone

    from meydan.kernel.cases.models import Clock
    from meydan.kernel.cases.public import sweep_breaches

    took: list[float] = []
    sweep_breaches(now=timezone.now())
    for number in range(rounds):
        running = Clock.objects.filter(state="running", breached_at=None).order_by("id")
        # From all over the table, as they would lie.
        first, last = running.first(), running.last()
        assert first is not None and last is not None  # noqa: PT018 - the fill left a million of them
        step = max(1, (last.pk - first.pk) // due)
        chosen = range(first.pk + number, last.pk, step)[:due]
        running.order_by().filter(pk__in=chosen).update(due_at=datetime.now(UTC) - timedelta(hours=1))
        began = time.perf_counter()
        noticed = sweep_breaches(now=timezone.now())
        took.append(time.perf_counter() - began)
        assert noticed == len(chosen), (noticed, len(chosen))
    return took


def _figure(home: Path, note: str) -> Figure:
    program(home, CASES, CASES, 0)
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.cases_sweep", str(ROUNDS), str(DUE)],
        check=True, text=True, stdout=subprocess.PIPE, cwd=CHECKOUT,
        env=environment(MEYDAN_HOME=str(home), DJANGO_SETTINGS_MODULE="meydan.config.settings"),
    ).stdout  # fmt: skip
    return median_figure(json.loads(told), digits=3, note=f"{note}, {CASES} open clocks, {DUE} ran out")


def on_postgresql() -> Mapping[str, Figure]:
    """The sweep on PostgreSQL."""
    with work_folder() as folder, durable_postgres() as (url, _cluster), ours(folder, url):
        return {"sweep-million": _figure(folder / "home-pg", "postgresql")}


def on_sqlite() -> Mapping[str, Figure]:
    """The sweep on SQLite."""
    with work_folder() as folder, ours(folder, ""):
        return {"sweep-million-sqlite": _figure(folder / "home-sqlite", "sqlite")}


MEASURES = (
    Measure((Goal("sweep-million", "s", must=3, aim=1),), on_postgresql),
    Measure((Goal("sweep-million-sqlite", "s", must=3, aim=1),), on_sqlite),
)

if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(swept(int(sys.argv[1]), int(sys.argv[2]))))
