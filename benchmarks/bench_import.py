"""``meydan bench import``: real files into a fresh home, with the commands a municipality types."""

from __future__ import annotations

import os
import random
import shutil
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.processes import Cost, cost_of, work_folder
from meydan.config.benching import CHECKOUT, CannotRun, Figure, Goal, Measure, median_figure

RUNS = 3
CSV_ROWS = 1_000_000
SEED = 20261123
MAPPING = """[time]
columns = ["time"]
format = "%Y-%m-%d %H:%M:%S"
[thing]
key = "bench-station"
names = { en = "Bench station" }
[[datastream]]
column = "pm2_5"
key = "bench-station-pm2_5"
property = "pm2_5"
period_s = 60
"""


def osm_liechtenstein() -> Mapping[str, Figure]:
    """
    Time and peak memory of ``meydan import osm liechtenstein.osm.pbf``, each time into a fresh home.

    :raises CannotRun: without the file
    """
    file = data_folder() / "osm" / "liechtenstein.osm.pbf"
    if not file.is_file():
        raise CannotRun(f"no {file}; MEYDAN_TEST_DATA names the folder of real files")
    costs = _in_fresh_homes(lambda home: [*meydan(home), "import", "osm", file])
    return {
        "osm-liechtenstein-time": median_figure([cost.wall_s for cost in costs], note=_cpu(costs)),
        "osm-liechtenstein-memory": median_figure([cost.peak_mb for cost in costs], digits=1),
    }


def csv_million() -> Mapping[str, Figure]:
    """Time of ``meydan import csv`` with a million rows of one station, each time into a fresh home."""
    with work_folder() as folder:
        file, mapping = folder / "million.csv", folder / "million.toml"
        write_csv(file, CSV_ROWS)
        mapping.write_text(MAPPING)
        costs = _in_fresh_homes(lambda home: [*meydan(home), "import", "csv", file, "--mapping", mapping])
    note = f"{_cpu(costs)}; peak {max(cost.peak_mb for cost in costs):.0f} MB"
    return {
        "csv-million": median_figure([cost.wall_s for cost in costs], note=note),
        "csv-million-rate": median_figure([CSV_ROWS / cost.wall_s for cost in costs], digits=0),
    }


def _cpu(costs: Sequence[Cost]) -> str:
    # On a machine that others use too, this is the figure to compare.
    return f"CPU {statistics.median(cost.cpu_s for cost in costs):.2f} s"


def meydan(home: Path) -> list[str | Path]:
    """The command line of a home."""
    return [sys.executable, "-m", "meydan", "--home", home]


def data_folder() -> Path:
    """Where the real files are."""
    return Path(os.environ.get("MEYDAN_TEST_DATA", CHECKOUT.parent / "shared" / "data"))


def write_csv(file: Path, rows: int) -> None:
    """A minute-by-minute series of fine dust with a decimal, the same for the same number of rows."""
    chance, first = random.Random(SEED), datetime(2024, 1, 1)  # noqa: DTZ001 - a file as people have them
    with file.open("w") as out:
        out.write("time,pm2_5\n")
        for i in range(rows):
            out.write(f"{first + timedelta(minutes=i)},{chance.uniform(1, 90):.1f}\n")


def _in_fresh_homes(program: Callable[[Path], list[str | Path]]) -> list[Cost]:
    """One home is made, then copied for each run, so that making it is not measured."""
    costs: list[Cost] = []
    with work_folder() as folder:
        first = folder / "home"
        cost_of([*meydan(first), "init", "--pack", "tr/gumushane", "--key", "bench"])
        for i in range(RUNS):
            home = folder / f"home-{i}"
            shutil.copytree(first, home)
            costs.append(cost_of(program(home)))
            shutil.rmtree(home)
    return costs


MEASURES = (
    Measure(
        (
            Goal("osm-liechtenstein-time", "s", must=10, aim=5),
            Goal("osm-liechtenstein-memory", "MB", must=400, aim=250),
        ),
        osm_liechtenstein,
    ),
    Measure(
        (Goal("csv-million", "s", must=30, aim=15), Goal("csv-million-rate", "rows/s", "higher")), csv_million
    ),
)
