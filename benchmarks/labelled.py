"""Series whose faults and events people have marked, in the layout of the Numenta Anomaly Benchmark (MIT)."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from meydan.config.benching import CannotRun
from meydan.domains.environment.engine.anomaly import USUAL_THRESHOLDS, Thresholds
from meydan.domains.environment.engine.faults import alarms, windows

LABELS = "anomaly_windows.json"
LEARNING_SHARE = 0.15  # of each series' values, at its beginning, neither counted nor labelled
MONTH_US = 30.44 * 24 * 3_600_000_000


@dataclass(frozen=True)
class Labelled:
    """One series and the stretches that people marked; ``from_us`` ends the part that is only learnt from."""

    name: str
    at_us: NDArray[np.int64]
    values: NDArray[np.float64]
    marked: Sequence[tuple[int, int]]

    @property
    def from_us(self) -> int:
        """Alarms after this instant count."""
        return int(self.at_us[int(LEARNING_SHARE * len(self.at_us))])


@dataclass(frozen=True)
class Score:
    """How many marked stretches have an alarm in them, of how many; alarms outside, in how many months."""

    found: int
    marked: int
    false: int
    months: float

    def __add__(self, other: Score) -> Score:
        """The score over both."""
        return Score(
            self.found + other.found, self.marked + other.marked, self.false + other.false,
            self.months + other.months,
        )  # fmt: skip


NOTHING = Score(0, 0, 0, 0.0)


def read_labelled(folders: Sequence[Path]) -> list[Labelled]:
    """
    Every series of the folders that has labels.

    :raises CannotRun: if a folder has none
    """
    found = []
    for folder in folders:
        if not (folder / LABELS).is_file():
            raise CannotRun(
                f"no {folder / LABELS}; --labelled DIR names a folder, MEYDAN_TEST_DATA that of real files"
            )
        labels = json.loads((folder / LABELS).read_text())
        for name in sorted(labels):
            file = next((f for f in (folder / name, folder / Path(name).name) if f.is_file()), None)
            if file is not None:
                found.append(_read(file, labels[name]))
    if not found:
        raise CannotRun("no labelled series in " + ", ".join(map(str, folders)))
    return found


def score(series: Labelled, thresholds: Thresholds = USUAL_THRESHOLDS) -> Score:
    """
    Compare alarms with labels. An event is one alarm, at the instant it is noticed; gaps are told apart and are none.
    """
    noticed = [
        window.noticed_us
        for window in alarms(windows(series.at_us, series.values, thresholds=thresholds))
        if window.noticed_us > series.from_us
    ]
    marked = [(begin, end) for begin, end in series.marked if end > series.from_us]
    found = sum(any(begin <= at <= end for at in noticed) for begin, end in marked)
    false = sum(not any(begin <= at <= end for begin, end in marked) for at in noticed)
    return Score(found, len(marked), false, (int(series.at_us[-1]) - series.from_us) / MONTH_US)


def left_out(all_series: Sequence[Labelled]) -> Score:
    """
    What thresholds are worth on a series they were not chosen on: for each, the best set on all others, by
    stretches found and then by fewest false alarms, is tried on it.
    """
    choices = [
        Thresholds(*values)
        for values in itertools.product((0.04, 0.06, 0.1), (0.2, 0.3, 0.5), (1.0, 2.0, 4.0), (0.7, 1.0, 1.5))
    ]
    table = [[score(series, choice) for series in all_series] for choice in choices]
    total = NOTHING
    for out in range(len(all_series)):
        others = [sum(row[:out] + row[out + 1 :], NOTHING) for row in table]
        best = max(range(len(choices)), key=lambda i: (others[i].found, -others[i].false))
        total += table[best][out]
    return total


def _read(file: Path, marked: Sequence[tuple[str, str]]) -> Labelled:
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return Labelled(
        name=file.stem,
        at_us=np.array([_us(row["timestamp"]) for row in rows]),
        values=np.array([float(row["value"] or "nan") for row in rows]),
        marked=[(_us(begin), _us(end)) for begin, end in marked],
    )


def _us(text: str) -> int:
    at = datetime.fromisoformat(text)
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1e6)
