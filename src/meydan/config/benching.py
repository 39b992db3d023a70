"""What a benchmark is: goals, measures that answer them, and rows that tell what came out."""

from __future__ import annotations

import importlib.util
import os
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Literal

CHECKOUT = Path(__file__).resolve().parents[3]

Better = Literal["higher", "lower"]


class BenchUnknown(Exception):
    """There is no benchmark of that name here; the message says which there are, or where to find them."""


class CannotRun(Exception):
    """A case cannot be measured on this machine; the message says what is missing."""


@dataclass(frozen=True)
class Goal:
    """
    One case: its fixed name, its unit, and what we must and aim to reach.

    :param by_ratio: ``must`` and ``aim`` are said of how many times better than the peer, not of the figure
    """

    case: str
    unit: str
    better: Better = "lower"
    must: float | None = None
    aim: float | None = None
    by_ratio: bool = False


@dataclass(frozen=True)
class Figure:
    """What was measured; ``spread`` is the least and the most of ``runs`` figures, ``note`` says how."""

    ours: float
    runs: int
    spread: tuple[float, float] | None = None
    peer: float | None = None
    ratio: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Measure:
    """One piece of measuring work and the cases it answers."""

    goals: tuple[Goal, ...]
    run: Callable[[], Mapping[str, Figure]]


@dataclass(frozen=True)
class Row:
    """One line of a result, as ``--json`` prints it."""

    case: str
    ours: float | None
    peer: float | None
    ratio: float | None
    unit: str
    better: Better
    runs: int
    spread: tuple[float, float] | None = None
    must: float | None = None
    aim: float | None = None
    note: str = ""
    why: str = ""
    by_ratio: bool = False

    def misses(self, wanted: float | None) -> bool:
        """Whether the figure is on the wrong side of ``wanted``; what was not measured misses nothing."""
        if self.by_ratio:
            return wanted is not None and self.ratio is not None and self.ratio < wanted
        if wanted is None or self.ours is None:
            return False
        return self.ours > wanted if self.better == "lower" else self.ours < wanted

    def as_json(self) -> dict[str, object]:
        """The row without what it has nothing to say about."""
        seldom = ("spread", "must", "aim", "note", "why", "by_ratio")
        return {key: value for key, value in asdict(self).items() if key not in seldom or value}


def median_figure(values: Sequence[float], *, digits: int = 2, note: str = "") -> Figure:
    """The median of repeated measurements with their spread, rounded for reading."""
    return Figure(
        ours=round(statistics.median(values), digits),
        runs=len(values),
        spread=(round(min(values), digits), round(max(values), digits)),
        note=note,
    )


# What a benchmark may be given to measure instead of its usual material, as ``--air FILE`` on the command line.
GIVEN = {
    "air": ("FILE", "environment: an hourly series with a pollutant and the weather, CSV or CSV.gz"),
    "labelled": ("DIR", "environment: series with anomaly_windows.json, instead of the usual two folders"),
}


def give(name: str, path: Path) -> None:
    """Hand something to measure to the benchmarks, those in other processes too."""
    os.environ[_variable(name)] = str(path)


def given(name: str) -> Path | None:
    """What was given to measure under a name of ``GIVEN``."""
    path = os.environ.get(_variable(name), "")
    return Path(path) if path else None


def _variable(name: str) -> str:
    if name not in GIVEN:
        raise KeyError(name)
    return f"MEYDAN_BENCH_{name.upper()}"


def bench_names(checkout: Path = CHECKOUT) -> list[str]:
    """
    Every benchmark in the checkout's ``benchmarks`` folder, by name.

    :raises BenchUnknown: if the program was installed without its source
    """
    folder = checkout / "benchmarks"
    if not folder.is_dir():
        raise BenchUnknown(
            "Benchmarks are not part of the installed program. Run them from a checkout of the source: make bench"
        )
    found = (file.stem.removeprefix("bench_").replace("_", "-") for file in folder.glob("bench_*.py"))
    return sorted(found)


def bench_module(name: str, checkout: Path = CHECKOUT) -> ModuleType:
    """
    The module that holds a benchmark: ``benchmarks/bench_<name>.py`` with ``MEASURES``.

    :raises BenchUnknown: if there is none of that name
    """
    known = bench_names(checkout)
    if name not in known:
        raise BenchUnknown(f"There is no benchmark {name!r}. Known: {', '.join(known)}.")
    if str(checkout) not in sys.path:
        sys.path.insert(0, str(checkout))
    stem = f"bench_{name.replace('-', '_')}"
    spec = importlib.util.spec_from_file_location(
        f"benchmarks.{stem}", checkout / "benchmarks" / f"{stem}.py"
    )
    if spec is None or spec.loader is None:
        raise BenchUnknown(f"benchmarks/{stem}.py cannot be read.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def rows_of(measures: Sequence[Measure], only: Sequence[str], tell: Callable[[str], object]) -> Iterator[Row]:
    """
    Measure one after another; ``only`` names the cases wanted, empty for all.

    A measure that cannot run, or breaks, gives its rows with the reason, and the next one goes on.
    """
    for measure in measures:
        wanted = [goal for goal in measure.goals if not only or goal.case in only]
        if not wanted:
            continue
        tell(f"measuring {', '.join(goal.case for goal in wanted)}")
        yield from _measured(measure, wanted)


def _measured(measure: Measure, wanted: Sequence[Goal]) -> Iterator[Row]:
    try:
        figures, why = measure.run(), ""
    except CannotRun as reason:
        figures, why = {}, str(reason)
    except Exception as fault:  # one broken measure must not take the others' results with it
        figures, why = {}, f"broke: {type(fault).__name__}: {' '.join(str(fault).split())}"
    for goal in wanted:
        yield _row(goal, figures.get(goal.case), why or "the measure gave no figure")


def _row(goal: Goal, figure: Figure | None, why: str) -> Row:
    if figure is None:
        return Row(
            goal.case, None, None, None, goal.unit, goal.better, 0, must=goal.must, aim=goal.aim, why=why,
        )  # fmt: skip
    return Row(
        case=goal.case,
        ours=figure.ours,
        peer=figure.peer,
        ratio=figure.ratio,
        unit=goal.unit,
        better=goal.better,
        runs=figure.runs,
        spread=figure.spread,
        must=goal.must,
        aim=goal.aim,
        note=figure.note,
        by_ratio=goal.by_ratio,
    )
