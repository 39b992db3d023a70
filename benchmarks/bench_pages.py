"""``meydan bench pages``: how soon a city stands, and how light and quick its public pages are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.demo import CITIES, demo_folder, served
from benchmarks.page_bytes import home_bytes
from benchmarks.phone import phone_lcp
from benchmarks.processes import environment, pss_mb
from benchmarks.starting import starts
from meydan.config.benching import Figure, Goal, Measure, median_figure

MEMORY_STARTS = 3
VIEWS = 20
REST_S = 3.0


def page_times() -> Mapping[str, Figure]:
    """The slowest and the most asking public page of both cities, in the city's own language."""
    answers = {city: _times_of(city) for city in CITIES}
    seen = {(city, name): facts for city in CITIES for name, facts in answers[city]["pages"].items()}
    missing = sorted({name for city in CITIES for name in answers[city]["missing"]})
    left_out = f"; without {', '.join(missing)}" if missing else ""
    bare = max((facts for key, facts in seen.items() if key[1] == "calibration"), key=_median)
    pages = {key: facts for key, facts in seen.items() if key[1] != "calibration"}
    slow_key = max(pages, key=lambda key: _median(pages[key]))
    busy_key = max(pages, key=lambda key: pages[key]["queries"])
    slow, busy = pages[slow_key], pages[busy_key]
    return {
        "page-median-worst": _figure(slow, f"{' '.join(slow_key)}; CPU {slow['cpu_ms']:.1f} ms{left_out}"),
        "page-queries-worst": Figure(busy["queries"], runs=1, note=" ".join(busy_key) + left_out),
        "calibration": _figure(bare, f"bare view; CPU {bare['cpu_ms']:.2f} ms"),
    }


def _times_of(city: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("page_times.py"))],
        env=environment(
            MEYDAN_HOME=str(demo_folder() / city), DJANGO_SETTINGS_MODULE="meydan.config.settings"
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{city}: {done.stderr.strip().splitlines()[-1]}")
    if os.environ.get("MEYDAN_BENCH_DETAIL"):
        sys.stderr.write(f"{city} {done.stdout}\n")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _median(facts: dict[str, Any]) -> float:
    return float(facts["median_ms"])


def _figure(facts: dict[str, Any], note: str) -> Figure:
    spread = (round(facts["least_ms"], 2), round(facts["most_ms"], 2))
    return Figure(round(facts["median_ms"], 2), runs=facts["rounds"], spread=spread, note=note)


def memory_city() -> Mapping[str, Figure]:
    """Proportional memory of web and worker of the heavier city, at rest after twenty pages."""
    seen = {city: [_memory_once(city) for _ in range(MEMORY_STARTS)] for city in CITIES}
    figures = {city: median_figure(values, digits=1, note=city) for city, values in seen.items()}
    return {"memory-city": max(figures.values(), key=lambda figure: figure.ours)}


def _memory_once(city: str) -> float:
    paths = ("/", "/guide/", "/plan/", "/air/", "/services/", "/search/?q=park", "/report/", "/data/")
    with served(city) as server:
        for i in range(VIEWS):
            with urllib.request.urlopen(server.address + paths[i % len(paths)], timeout=30) as answer:
                answer.read()
        time.sleep(REST_S)
        return pss_mb(server.child.pid)


MEASURES = (
    Measure((Goal("start-first", "s", aim=120), Goal("start-second", "s", must=5, aim=3)), starts),
    Measure((Goal("home-bytes", "kB", must=150, aim=100),), home_bytes),
    Measure(
        (
            Goal("page-median-worst", "ms", must=60, aim=30),
            Goal("page-queries-worst", "queries", must=20, aim=12),
            Goal("calibration", "ms"),
        ),
        page_times,
    ),
    Measure((Goal("phone-lcp", "s", must=2.5, aim=1.8),), phone_lcp),
    Measure((Goal("memory-city", "MB", must=300, aim=200),), memory_city),
)
