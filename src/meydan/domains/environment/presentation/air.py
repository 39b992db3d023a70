"""The air in words, lines and points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import format_age, format_number, text
from meydan.base.ui.public import Chart, Limit, Small, small_multiples
from meydan.domains.environment.engine.tables import IndexTable
from meydan.domains.environment.presentation.states import freshness_word, measured, silent_word
from meydan.domains.environment.queries.air import Air, Reading, Station
from meydan.kernel.observations.public import Series, series_chart

# More lines than this in one chart are a tangle; the list has all of them.
MOST_LINES = 4
COLUMNS = ("pm2_5", "pm10", "no2", "o3")


@dataclass(frozen=True)
class Cell:
    """A value in the list of stations, and why it does not speak where it does not."""

    head: str
    reading: Reading | None
    doubt: str = ""


@dataclass(frozen=True)
class StationRow:
    """A station in the list."""

    station: Station
    href: str
    cells: Sequence[Cell]
    word: str


def verdict(air: Air) -> dict[str, Any] | None:
    """The word for the city, what to do, and which station says so; ``None`` without a current value."""
    station = air.worst
    reading = station.worst if station else None
    if station is None or reading is None or reading.band is None:
        return None
    return {
        "word": text(reading.band.names), "advice": text(reading.band.advice), "state": reading.band.state,
        "index": reading.index, "station": text(station.names), "reading": reading,
        "property": text(reading.stream.observed_property.names),
    }  # fmt: skip


def station_rows(air: Air) -> list[StationRow]:
    """Stations with one cell a column, empty where nothing is measured."""
    heads = {reading.code: text(reading.stream.observed_property.names)
             for station in air.stations for reading in station.readings}  # fmt: skip
    shown = [code for code in COLUMNS if code in heads]
    return [
        StationRow(
            station,
            reverse("environment:station", args=[station.key]),
            [_cell(heads[code], station.by_code.get(code)) for code in shown],
            word_of(station),
        )
        for station in air.stations
    ]


def _cell(head: str, reading: Reading | None) -> Cell:
    return Cell(head, reading, freshness_word(reading.state) if reading else "")


def word_of(station: Station) -> str:
    """The class of a station in a word, or why it says nothing."""
    worst = station.worst
    if worst and worst.band:
        return text(worst.band.names)
    return silent_word({reading.state for reading in station.readings})


def points(rows: Sequence[StationRow], now: datetime) -> list[dict[str, Any]]:
    """The stations for the map."""
    return [
        {
            "lon": row.station.lon, "lat": row.station.lat, "title": text(row.station.names),
            "detail": _("%(word)s, %(age)s")
            % {"word": row.word, "age": format_age(row.station.newest_at, now)},
            "href": row.href, "state": row.station.state,
        }
        for row in rows
        if row.station.lon is not None
    ]  # fmt: skip


def city_chart(air: Air, code: str = "pm2_5") -> Chart | None:
    """One pollutant at every station over the last three days, with the limits of the index."""
    found = [(s, s.by_code[code]) for s in air.stations if code in s.by_code][:MOST_LINES]
    lines = [(text(station.names), reading.hours) for station, reading in found if len(reading.hours)]
    if not lines:
        return None
    first = found[0][1]
    name = text(first.stream.observed_property.names)
    highest = max(float(hours.value.max()) for _name, hours in lines)
    sentence = _("Hourly means of the last three days; the highest was %(peak)s %(unit)s.")
    return series_chart(
        lines, title=name, unit=first.stream.unit, limits=limits_of(air.table, first, highest),
        sentence=sentence % {"peak": format_number(highest, 0), "unit": first.stream.unit},
    )  # fmt: skip


def reading_chart(reading: Reading, table: IndexTable, hours: Series, *, title: str) -> Chart | None:
    """One pollutant at one station."""
    if not len(hours):
        return None
    highest = float(hours.value.max())
    return series_chart(
        [(title, hours)], title=title, unit=reading.stream.unit, limits=limits_of(table, reading, highest),
        sentence=_("The mean was %(mean)s and the highest %(peak)s %(unit)s.")
        % {"mean": format_number(float(hours.value.mean()), 1), "peak": format_number(highest, 1),
           "unit": reading.stream.unit},
    )  # fmt: skip


def smalls(station: Station) -> list[Small]:
    """The last three days of each pollutant side by side; each on a scale of its own, for units and sizes differ."""
    found: list[Small] = []
    for reading in station.readings:
        if len(reading.hours) > 1:
            name = short(text(reading.stream.observed_property.names))
            words = measured(format_number(reading.latest.value, 0), reading.stream.unit)
            found += small_multiples([(name, reading.hours.value.tolist(), words)])
    return found if len(found) > 1 else []


def limits_of(table: IndexTable, reading: Reading, highest: float) -> list[Limit]:
    """Where the classes below the highest value end and the next one; only in the table's own unit."""
    pollutant = table.pollutants.get(reading.code)
    if pollutant is None or pollutant.unit != reading.stream.unit:
        return []
    limits = []
    for (_low, high), (index_low, _index_high) in zip(pollutant.breakpoints, table.index, strict=False):
        band = table.band(index_low)
        limits.append(Limit(high, _("end of: %(word)s") % {"word": text(band.names)}))
        if high > highest:
            break
    # The two nearest to the line tell enough.
    return limits[-2:]


def short(name: str) -> str:
    """The sign in brackets where the name has one: a tile has room for "PM2.5", not for the whole name."""
    sign = re.search(r"\(([^()]+)\)$", name)
    return sign[1] if sign else name


def air_in_words(air: Air) -> str:
    """One line for the front page: the word and the value behind it, or that there is none."""
    if not air.stations:
        return _("No station yet")
    said = verdict(air)
    if said is None:
        newest = max(station.newest_at for station in air.stations)
        return _("Old data, %(age)s") % {"age": format_age(newest, air.now)}
    reading = said["reading"]
    return _("%(word)s · %(property)s %(value)s %(unit)s") % {
        "word": said["word"], "property": short(said["property"]), "unit": reading.stream.unit,
        "value": format_number(reading.latest.value, 0),
    }  # fmt: skip


SPANS = {
    "3": (gettext_lazy("Three days"), timedelta(days=3)),
    "30": (gettext_lazy("A month"), timedelta(days=30)),
    "365": (gettext_lazy("A year"), timedelta(days=365)),
}


def tabs(reading: Reading, span: str) -> list[dict[str, Any]]:
    """How far back the chart reaches, as links."""
    return [
        {
            "label": label,
            "href": f"?{urlencode({'property': reading.code, 'days': days})}",
            "active": days == span,
        }
        for days, (label, _long) in SPANS.items()
    ]


def crumbs(station: Station) -> list[dict[str, str]]:
    """The way back to the air of the city."""
    return [
        {"label": _("Environment"), "href": reverse("environment:city")},
        {"label": _("Air"), "href": reverse("environment:air")},
        {"label": text(station.names), "href": ""},
    ]
