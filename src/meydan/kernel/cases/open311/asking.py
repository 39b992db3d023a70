"""What a reader asks for, read from the query and held to the standard."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from meydan.base.locale.public import to_latin_digits
from meydan.kernel.cases.open311.faults import Fault, need
from meydan.kernel.cases.open311.moments import read_moment

MOST_ROWS = 1000  # the standard's own limit of one answer
WINDOW = timedelta(days=90)  # the standard's span of one question
# Counting rows away costs time with every one; from here on the Link to the next page is followed instead.
DEEPEST_ROW = 20_000
RADIUS_M, LARGEST_RADIUS_M = 500.0, 50_000.0
STATUSES = ("open", "closed")
MOST_WORDS = 4000  # of one parameter; the standard allows as much for a description


@dataclass(frozen=True)
class Span:
    """From a moment to a moment, both included; ``None`` is without an end."""

    start: datetime | None = None
    end: datetime | None = None

    def __bool__(self) -> bool:
        return self.start is not None or self.end is not None


@dataclass(frozen=True)
class Around:
    """A circle; degrees and metres."""

    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True)
class Place:
    """Where an answer begins: behind a row that was seen (its moment and number), or at a row counted from 0."""

    size: int
    skip: int = 0
    after: tuple[datetime, int] | None = None


@dataclass(frozen=True)
class Asked:
    """A question for requests, or for updates of requests."""

    place: Place
    ids: tuple[int, ...] | None = None
    services: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    requested: Span = Span()
    updated: Span = Span()
    around: Around | None = None
    area: str = ""


def read_asked(query: Mapping[str, str], now: datetime, zone: tzinfo) -> Asked:
    """
    Read a question. Empty parameters count as not given, as the standard says.

    :raises Fault: naming the parameter that cannot be read, and how to write it
    """
    given = {name: value.strip() for name, value in query.items() if value.strip()}
    for name, value in given.items():
        need(len(value) <= 2 * MOST_WORDS and "\0" not in value, f"{name[:40]!r} is too long or not text.")
    place = _place(given, zone)
    if "service_request_id" in given:
        # "This overrides all other arguments."
        return Asked(place=place, ids=tuple(_number(one) for one in _listed(given["service_request_id"])))
    updated = Span(
        _moment(given, "updated_after", zone), _moment(given, "updated_before", zone)
    )  # fmt: skip
    requested = Span(_moment(given, "start_date", zone), _moment(given, "end_date", zone))
    return Asked(
        place=place,
        services=_listed(given.get("service_code", "")),
        statuses=_statuses(given.get("status", "")),
        # A sync asks by changes: what was requested long ago and changed today belongs to it.
        requested=requested if updated and not requested else _window(requested, now),
        updated=updated,
        around=_around(given),
        area=given.get("area", "")[:120],
    )


def _listed(words: str) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(one.strip() for one in words.split(",") if one.strip()))
    need(len(parts) <= MOST_ROWS, f"A list holds at most {MOST_ROWS} values.")
    return parts


def _number(word: str) -> int:
    """A number of ours; anything else is a request that nobody has."""
    plain = to_latin_digits(word)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 18 else 0


def _statuses(words: str) -> tuple[str, ...]:
    chosen = tuple(one.lower() for one in _listed(words))
    for one in chosen:
        need(one in STATUSES, f"There is no status {one[:40]!r}. Write open, closed, or both with a comma.")
    return chosen


def _moment(given: Mapping[str, str], name: str, zone: tzinfo) -> datetime | None:
    return read_moment(given[name], name, zone) if name in given else None


def _window(asked: Span, now: datetime) -> Span:
    """The ninety days of the standard: the last ones, or those beside the one end that was given."""
    start, end = asked.start, asked.end
    try:
        if start is None:
            start = (end or now) - WINDOW
        if end is None:
            end = start + WINDOW
    except OverflowError as odd:
        raise Fault(400, "start_date and end_date lie outside the calendar.") from odd
    need(start <= end, "end_date lies before start_date.")
    need(
        end - start <= WINDOW, "start_date and end_date may lie 90 days apart at most. Ask in several spans."
    )
    return Span(start, end)


def _around(given: Mapping[str, str]) -> Around | None:
    if "lat" not in given and "long" not in given:
        need("radius" not in given, "radius needs lat and long as well.")
        return None
    need("lat" in given and "long" in given, "lat and long are given together.")
    return Around(
        lon=read_degrees(given["long"], "long", 180),
        lat=read_degrees(given["lat"], "lat", 90),
        radius_m=_real(given.get("radius", str(RADIUS_M)), "radius", 1, LARGEST_RADIUS_M),
    )


def read_degrees(words: str, name: str, most: float) -> float:
    """
    Return degrees of WGS 84.

    :raises Fault: if it is no number, or beyond the globe
    """
    return _real(words, name, -most, most)


def _real(words: str, name: str, least: float, most: float) -> float:
    try:
        value = float(to_latin_digits(words))
    except ValueError:
        value = math.nan
    need(least <= value <= most, f"{name} is a number from {least:g} to {most:g}.")
    return value


def _place(given: Mapping[str, str], zone: tzinfo) -> Place:
    size = _whole(given, "page_size", MOST_ROWS, MOST_ROWS)
    page = _whole(given, "page", 1, 10**9)
    if "after" in given:
        moment, _, number = given["after"].rpartition("_")
        return Place(size, after=(read_moment(moment, "after", zone), _number(number)))
    skip = (page - 1) * size
    need(skip <= DEEPEST_ROW, f"Beyond row {DEEPEST_ROW} follow the Link header from page to page.")
    return Place(size, skip=skip)


def _whole(given: Mapping[str, str], name: str, usual: int, most: int) -> int:
    if name not in given:
        return usual
    value = _number(given[name])
    need(1 <= value <= most, f"{name} is a whole number from 1 to {most}.")
    return value
