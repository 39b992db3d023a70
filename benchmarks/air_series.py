"""Reads an hourly air series with its weather from a CSV file, whatever its columns are called."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from meydan.config.benching import CannotRun

HOUR_US = 3_600_000_000
PARTS = ("year", "month", "day", "hour")
STAMPS = ("timestamp", "datetime", "time", "date")
FORMS = ("%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H.%M.%S", "%Y-%m-%d %H:%M")
# The first of these that begins a column's name is the pollutant to forecast, else the first column of numbers.
POLLUTANTS = ("pm2", "pm_2", "pm10", "no2", "o3", "so2", "co", "nox")
MISSING = {"", "na", "nan", "null", "-200", "-200.0"}
MOST_KINDS = 12  # a column of words with more of them is no weather
# Some files keep the wind as eight or so letters and its run since it last turned; see hourly_wind.
QUARTERS = {"N": 0, "NE": 45, "E": 90, "SE": 135, "S": 180, "SW": 225, "W": 270, "NW": 315}

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class AirSeries:
    """Values on whole hours with NaN for missing, and columns of the same hours."""

    name: str
    start_us: int
    values: Numbers
    weather: Mapping[str, Numbers]


def read_air(file: Path) -> AirSeries:
    """
    The pollutant and the weather in a file.

    :raises CannotRun: if the file is not there, or has no times or no numbers
    """
    if not file.is_file():
        raise CannotRun(f"no {file}; --air FILE names one, MEYDAN_TEST_DATA the folder of real files")
    rows = _rows(file)
    names = [name for name in rows[0] if name]
    lower = {name.lower(): name for name in names}
    hours = np.array([_hour(row, lower) for row in rows])
    place = hours - hours.min()
    used = {lower[part] for part in (*PARTS, *STAMPS, "no") if part in lower}
    columns: dict[str, Numbers] = {}
    for name in names:
        if name not in used:
            columns |= _columns(name, [row[name] for row in rows])
    if not columns:
        raise CannotRun(f"{file} has no column of numbers")
    grid = {name: _on_grid(column, place) for name, column in columns.items()}
    target = next((n for kind in POLLUTANTS for n in grid if n.lower().startswith(kind)), next(iter(grid)))
    values = grid.pop(target)
    weather = grid | hourly_wind(rows, place)
    if {"TEMP", "DEWP"} <= set(grid):
        weather["dryness"] = grid["TEMP"] - grid["DEWP"]
    return AirSeries(target, int(hours.min()) * HOUR_US, values, weather)


def hourly_wind(rows: Sequence[Mapping[str, str]], place: NDArray[np.int64]) -> dict[str, Numbers]:
    """
    The wind as two components, from a direction in letters ("cbwd") and the speed summed up since the direction
    last changed ("Iws"), as the Beijing file of UCI has them: the hour's own speed is the growth of that sum.
    """
    if not {"cbwd", "Iws"} <= set(rows[0]):
        return {}
    letters = np.array([row["cbwd"] for row in rows])
    run = np.array([_number(row["Iws"]) for row in rows])
    same = np.concatenate([[False], letters[1:] == letters[:-1]])
    speed = np.where(same, np.maximum(np.diff(run, prepend=0.0), 0.0), run)
    degrees = np.array([QUARTERS.get(letter.upper(), np.nan) for letter in letters])
    root = np.where(np.isnan(degrees), 0.0, np.sqrt(np.nan_to_num(speed)))
    turn = np.radians(np.nan_to_num(degrees))
    parts = {
        "wind": np.log1p(speed),
        "wind_from_east": root * np.sin(turn),
        "wind_from_north": root * np.cos(turn),
    }
    return {name: _on_grid(part, place) for name, part in parts.items()}


def _rows(file: Path) -> list[dict[str, str]]:
    opened: Callable[..., object] = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8-sig", newline="") as stream:  # type: ignore[attr-defined]
        first = stream.readline()
        stream.seek(0)
        rows = list(csv.DictReader(stream, delimiter=";" if first.count(";") > first.count(",") else ","))
    # Some files end in empty lines that are all commas.
    rows = [row for row in rows if any((value or "").strip() for value in row.values())]
    if not rows:
        raise CannotRun(f"{file} has no rows")
    return rows


def _hour(row: Mapping[str, str], lower: Mapping[str, str]) -> int:
    if all(part in lower for part in PARTS):
        year, month, day, hour = (int(float(row[lower[part]])) for part in PARTS)
        at = datetime(year, month, day, hour, tzinfo=UTC)
        return int(at.timestamp()) // 3600
    if "date" in lower and "time" in lower:
        return _moment(f"{row[lower['date']]} {row[lower['time']]}")
    stamp = next((lower[name] for name in STAMPS if name in lower), None)
    if stamp is None:
        raise CannotRun("no column tells the time; year, month, day and hour do, or a timestamp")
    return _moment(row[stamp])


def _moment(text: str) -> int:
    for read in (
        datetime.fromisoformat,
        *(lambda t, form=form: datetime.strptime(t, form).replace(tzinfo=UTC) for form in FORMS),
    ):
        try:
            at = read(text.strip())
        except ValueError:
            continue
        return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()) // 3600
    raise CannotRun(f"a time as {text!r} cannot be read")


def _columns(name: str, texts: Sequence[str]) -> dict[str, Numbers]:
    """A column of numbers as it is; one of few words as a column for each word."""
    numbers = np.array([_number(text) for text in texts])
    stated = [text for text in texts if (text or "").strip().lower() not in MISSING]
    if stated and np.isfinite(numbers).sum() >= 0.9 * len(stated):
        return {name: numbers}
    kinds = sorted(set(stated))
    if not 1 < len(kinds) <= MOST_KINDS:
        return {}
    return {f"{name}_{kind}": np.array([float(text == kind) for text in texts]) for kind in kinds}


def _number(text: str) -> float:
    if (text or "").strip().lower() in MISSING:
        return np.nan
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return np.nan


def _on_grid(column: Numbers, place: NDArray[np.int64]) -> Numbers:
    grid = np.full(int(place.max()) + 1, np.nan)
    grid[place] = column
    return grid
