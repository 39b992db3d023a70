"""Five hundred indicators over many cases and observations: ``... strategy_recompute settled|all|one``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import django

from benchmarks.cases_served import CASES, OPEN_CASES, program
from benchmarks.processes import environment, work_folder
from benchmarks.sensorthings_servers import ours
from meydan.config.benching import CHECKOUT, Figure, Goal, Measure, median_figure

INDICATORS = 500
# A smaller number makes a quick look.
OBSERVATIONS = int(os.environ.get("MEYDAN_BENCH_OBSERVATIONS", "10000000"))
STREAMS = 50
ROUNDS_ONE = 5
CASE_QUERIES = (
    "cases.closed_count",
    "cases.closed_in_time_share",
    "cases.reply_days",
    "cases.reopen_share",
    "cases.breach_share",
    "cases.visits_avoided",
    "cases.satisfied_share",
)
WINDOWS_DAYS = (30, 90, 180, 365)


def _make_indicators() -> None:
    """Most count one service, as a city's do; some count them all, and every tenth reads observations."""
    from meydan.kernel.cases.public import services
    from meydan.kernel.strategy.models import Indicator

    if Indicator.objects.filter(code__startswith="bench-").exists():
        return
    codes = list(services(public_only=False).order_by("code").values_list("code", flat=True))
    rows = []
    for number in range(INDICATORS):
        days = WINDOWS_DAYS[number % len(WINDOWS_DAYS)]
        query, params = (
            CASE_QUERIES[number % len(CASE_QUERIES)],
            {"days": days, "services": [codes[number % len(codes)]]},
        )
        if number % 10 == 0:
            query, params = "observations.mean_of_property", {"property": "bench", "days": 2200 + days}
        elif number % 25 == 1:
            params = {"days": days}
        rows.append(
            Indicator(code=f"bench-{number}", names={"en": f"Bench {number}"}, query=query, params=params)
        )
    Indicator.objects.exclude(query="").delete()
    Indicator.objects.bulk_create(rows)


def settled() -> list[float]:
    """Gather the days of the measurements, as the worker does every few minutes; nothing is timed."""
    from django.utils import timezone

    from meydan.kernel.observations.jobs import roll_up

    roll_up(timezone.now())
    return []


def all_anew() -> list[float]:
    """Count every indicator; how long it took [s]."""
    from django.utils import timezone

    from meydan.kernel.strategy.public import recompute

    began = time.perf_counter()
    counted = recompute(now=timezone.now())
    took = time.perf_counter() - began
    assert counted > INDICATORS / 4, counted
    return [took]


def after_one_case() -> list[float]:
    """Close a case, count what counts its service; how long each of some rounds took [s]."""
    from django.utils import timezone

    from meydan.kernel.cases.public import Case
    from meydan.kernel.strategy.public import recompute_reading

    took = []
    for case in Case.objects.filter(closed_at=None).select_related("service").order_by("pk")[:ROUNDS_ONE]:
        now = timezone.now()
        Case.objects.filter(pk=case.pk).update(
            closed_at=now - timedelta(seconds=1), outcome="done", updated_at=now
        )
        began = time.perf_counter()
        recompute_reading(nouns=["cases"], service=case.service.code, now=now)
        took.append(time.perf_counter() - began)
    return took


def _measured(home: Path, what: str) -> list[float]:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.strategy_recompute", what],
        check=True, text=True, stdout=subprocess.PIPE, cwd=CHECKOUT,
        env=environment(MEYDAN_HOME=str(home), DJANGO_SETTINGS_MODULE="meydan.config.settings"),
    ).stdout  # fmt: skip
    took: list[float] = json.loads(told.splitlines()[-1])
    return took


def on_sqlite() -> Mapping[str, Figure]:
    """Both figures on SQLite."""
    with work_folder() as folder:
        with ours(folder, ""):
            home = folder / "home-sqlite"
        program(home, CASES, OPEN_CASES)
        filler = str(CHECKOUT / "benchmarks" / "observations_fill.py")
        subprocess.run(
            [sys.executable, filler, str(STREAMS), "0", str(OBSERVATIONS)],
            check=True, stdout=subprocess.DEVNULL,
            env=environment(MEYDAN_HOME=str(home), DJANGO_SETTINGS_MODULE="meydan.config.settings"),
        )  # fmt: skip
        _measured(home, "settled")
        note = f"sqlite, {INDICATORS} indicators, {CASES} cases, {OBSERVATIONS} observations"
        return {
            "recompute-all": median_figure(_measured(home, "all"), note=note),
            "recompute-one": median_figure(_measured(home, "one"), note=note),
        }


MEASURES = (
    Measure(
        (Goal("recompute-all", "s", must=60, aim=20), Goal("recompute-one", "s", must=2, aim=0.5)), on_sqlite
    ),
)


if __name__ == "__main__":
    django.setup()
    _make_indicators()
    measures = {"settled": settled, "all": all_anew, "one": after_one_case}
    sys.stdout.write(json.dumps(measures[sys.argv[1]]()))
