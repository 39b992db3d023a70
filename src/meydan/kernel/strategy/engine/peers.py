"""Figures of other cities: read from rows of text and brought to one unit; never across scopes or units."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from meydan.base.locale.engine.numbers import NumberUnreadable, parse_number

COLUMNS = (
    "city", "indicator", "year", "value", "unit", "scope", "population", "area_km2", "source", "licence",
)  # fmt: skip
REQUIRED = ("city", "indicator", "year", "value", "unit", "source", "licence")
LONGEST = 200
FIRST_YEAR = 1950


@dataclass(frozen=True)
class Asked:
    """The indicator a figure is for: its unit and its scope."""

    unit: str
    scope: str


@dataclass(frozen=True)
class PeerRow:
    """
    One figure of a city, as published and in the unit of our indicator.

    :param comparable: the value in the indicator's unit
    """

    city: str
    indicator: str
    year: int
    value: float
    unit: str
    scope: str
    population: float | None
    area_km2: float | None
    source: str
    licence: str
    comparable: float


@dataclass(frozen=True)
class PeerFault:
    """What is wrong with a row: its number in the file, its column, a word for the kind, and what stands there."""

    row: int
    column: str
    kind: str
    told: str = ""


class UnitsDiffer(Exception):
    """A figure cannot be brought to the unit of the indicator."""


def columns_of(heading: Sequence[str]) -> dict[str, int]:
    """Where each known column stands."""
    named = [cell.strip().lower() for cell in heading]
    return {column: named.index(column) for column in COLUMNS if column in named}


def missing_columns(found: Mapping[str, int]) -> list[str]:
    """The columns without which nothing can be read."""
    return [column for column in REQUIRED if column not in found]


def read_rows(
    rows: Sequence[tuple[int, Sequence[str]]],
    columns: Mapping[str, int],
    asked: Mapping[str, Asked],
    this_year: int,
) -> tuple[list[PeerRow], list[PeerFault]]:
    """
    Rows that are sound, and every fault of the others.

    :param rows: number in the file and cells
    :param asked: our indicators by code
    """
    found: list[PeerRow] = []
    faults: list[PeerFault] = []
    seen: set[tuple[str, str, int]] = set()
    for number, cells in rows:
        told = {column: cells[at].strip() if at < len(cells) else "" for column, at in columns.items()}
        if not any(told.values()):
            continue
        row, wrong = _row(number, told, asked, this_year)
        if row is not None:
            key = (row.city.casefold(), row.indicator, row.year)
            if key in seen:
                wrong = [PeerFault(number, "city", "twice", row.city)]
            else:
                seen.add(key)
                found.append(row)
        faults += wrong
    return found, faults


def _row(
    number: int, told: Mapping[str, str], asked: Mapping[str, Asked], this_year: int
) -> tuple[PeerRow | None, list[PeerFault]]:
    faults = [PeerFault(number, column, "missing") for column in REQUIRED if not told.get(column)]
    faults += [PeerFault(number, column, "long") for column, cell in told.items() if len(cell) > LONGEST]
    if faults:
        return None, faults
    numbers: dict[str, float | None] = {}
    for column in ("year", "value", "population", "area_km2"):
        try:
            numbers[column] = _number(told.get(column, ""))
        except NumberUnreadable:
            faults.append(PeerFault(number, column, "number", told[column]))
    ours = asked.get(told["indicator"])
    if ours is None:
        faults.append(PeerFault(number, "indicator", "indicator", told["indicator"]))
    elif (told.get("scope") or "city") != ours.scope:
        faults.append(PeerFault(number, "scope", "scope", told.get("scope", "")))
    if not _is_web_address(told["source"]):
        faults.append(PeerFault(number, "source", "source", told["source"]))
    year = numbers.get("year")
    if year is not None and not (year.is_integer() and FIRST_YEAR <= year <= this_year):
        faults.append(PeerFault(number, "year", "year", told["year"]))
    if faults or ours is None or year is None or numbers["value"] is None:
        return None, faults
    try:
        comparable = brought_to(
            numbers["value"], told["unit"], ours.unit, numbers["population"], numbers["area_km2"]
        )
    except UnitsDiffer:
        return None, [PeerFault(number, "unit", "unit", told["unit"])]
    return PeerRow(
        told["city"], told["indicator"], int(year), numbers["value"], told["unit"], ours.scope,
        numbers["population"], numbers["area_km2"], told["source"], told["licence"], comparable,
    ), []  # fmt: skip


def _number(words: str) -> float | None:
    if not words:
        return None
    found = parse_number(words, ".")
    if not math.isfinite(found):
        raise NumberUnreadable(words)
    return found


def _is_web_address(told: str) -> bool:
    try:
        found = urlsplit(told)
    except ValueError:
        return False
    return found.scheme in ("http", "https") and bool(found.hostname) and not any(c.isspace() for c in told)


def brought_to(
    value: float, unit: str, wanted: str, population: float | None, area_km2: float | None
) -> float:
    """
    A value in the unit of our indicator: as it is, or divided by the people or the area told beside it.

    :raises UnitsDiffer: if the units are others, or what to divide by is not told
    """
    if unit == wanted:
        return value
    if wanted == _per(unit, "/100k") and population and population > 0:
        return value * 100_000 / population
    if wanted == _per(unit, "/cap") and population and population > 0:
        return value / population
    if wanted == _per(unit, "/km²") and area_km2 and area_km2 > 0:
        return value / area_km2
    raise UnitsDiffer(f"{unit} to {wanted}")


def _per(unit: str, by: str) -> str:
    """``1`` per 100k is written 1/100k, ``km`` per 100k km/100k."""
    return f"{unit or '1'}{by}"


def place_among(own: float, others: Sequence[float], *, up_is_better: bool) -> int:
    """The place of a figure among others, 1 the best; who stands equal shares the better place."""
    return 1 + sum((other > own) if up_is_better else (other < own) for other in others)
