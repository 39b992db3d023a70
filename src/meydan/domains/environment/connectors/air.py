"""
Air from two national networks, whose pages are read as their own scripts read them.

Neither documents a door for machines. What is read here was seen in the source of public clients, so each may
change without a word: an answer that no longer looks as it did is told, and nothing is stored of it.

Türkiye: ``POST …/Services/GetAirQualityStationDetail?type=0`` with ``stationId`` answers with hourly values of
three days by the clock of Istanbul. Iran: ``GET …/Home/LoadAQIMap?id=2`` answers with an index for each station of
the country, of one Jalali hour by the clock of Tehran.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from meydan.base.connectors.public import fetch, settings_of
from meydan.domains.environment.connectors.reading import ShapeChanged, moment, number, rows, text
from meydan.domains.environment.connectors.registered import AIR_IR, AIR_TR
from meydan.kernel.observations.public import (
    ObservedProperty,
    StoreReport,
    ensure_datastream,
    ensure_thing,
    store,
)
from meydan.numerics.jalali import from_jalali
from meydan.numerics.units import UnitsDoNotMeet, UnitUnknown, convert

ISTANBUL, TEHRAN = ZoneInfo("Europe/Istanbul"), ZoneInfo("Asia/Tehran")
POLLUTANTS = {"PM10": "pm10", "PM25": "pm2_5", "NO2": "no2", "SO2": "so2", "O3": "o3", "CO": "co"}
# As the network prints them beside its values, carbon monoxide too; a city may say otherwise in unit.
UNIT = "µg/m³"
INDEX, CITY_KEY = "air_quality_index", "city-air-index"
CITY_NAMES = {
    "tr": "Yayımlanan hava kalitesi endeksi",
    "fa": "شاخص اعلام‌شدهٔ کیفیت هوا",
    "en": "Published air quality index",
}
JALALI_HOUR = re.compile(r"(1[34]\d\d)/(\d{1,2})/(\d{1,2})\s+(\d{1,2}):(\d{2})")
LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "\u200c": " "})


@dataclass(frozen=True)
class Hour:
    """A pollutant in one hour, in the network's unit."""

    code: str
    at: datetime
    value: float


def parse_station(answer: Any) -> list[Hour]:
    """
    The hours of a Turkish station; what is absent or below nothing is passed over.

    :raises ShapeChanged: if the answer holds no list of hours, or none of many can be read
    """
    objects = answer.get("objects") if isinstance(answer, dict) else None
    listed = objects.get("AQIValues") if isinstance(objects, dict) else None
    if not isinstance(listed, list):
        raise ShapeChanged("objects.AQIValues")
    found, dated = [], 0
    for row in rows(listed):
        at = moment(row.get("Date"), ISTANBUL)
        dated += at is not None
        for name, code in POLLUTANTS.items():
            value = number(row.get(name))
            if at is not None and value is not None and value >= 0:
                found.append(Hour(code, at, value))
    if listed and not dated:
        raise ShapeChanged("objects.AQIValues[].Date")
    return found


def parse_index(answer: Any, city: str) -> tuple[datetime, float] | None:
    """
    The hour and the highest index among the Iranian stations of a city; ``None`` when it has none now.

    The highest, for indices have no mean; a station that says it is not valid does not count.

    :raises ShapeChanged: if the answer holds no hour or no list of stations
    """
    said = answer.get("T") if isinstance(answer, dict) else None
    at = _jalali_hour(said)
    listed = answer.get("D") if isinstance(answer, dict) else None
    if at is None or not isinstance(listed, list):
        raise ShapeChanged("T, D")
    values = [
        value
        for row in rows(listed)
        if row.get("V", True) and plain(city) in plain(text(row.get("R"))).split(" - ")
        and (value := number(row.get("A"))) is not None and value >= 0
    ]  # fmt: skip
    return (at, max(values)) if values else None


def plain(words: str) -> str:
    """Persian words with one letter for each sound's two, and single blanks."""
    return " ".join(words.translate(LETTERS).split())


def _jalali_hour(said: Any) -> datetime | None:
    found = JALALI_HOUR.search(said) if isinstance(said, str) else None
    if found is None:
        return None
    year, month, day, hour, minute = map(int, found.groups())
    try:
        on = from_jalali(year, month, day)
        return datetime(on.year, on.month, on.day, hour, minute, tzinfo=TEHRAN).astimezone(UTC)
    except ValueError:
        return None


def ask_stations(now: datetime) -> dict[str, list[Hour]]:
    """
    The hours of every Turkish station that the city named in ``stations``, by the key of its thing here.

    :raises CallFailed: if the network does not answer
    :raises ShapeChanged: if an answer cannot be read
    """
    named = settings_of(AIR_TR).get("stations")
    found = {}
    for code, key in (named if isinstance(named, dict) else {}).items():
        answer = fetch(
            AIR_TR, "Services/GetAirQualityStationDetail", method="POST", params={"type": "0"},
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            content=urlencode({"stationId": code}).encode(), now=now,
        )  # fmt: skip
        found[str(key)] = parse_station(answer.json())
    return found


def store_stations(*, found: dict[str, list[Hour]], now: datetime) -> StoreReport:
    """Store the hours of stations; a thing of that key is made when there is none."""
    unit = str(settings_of(AIR_TR).get("unit", UNIT))
    batch = []
    for key, hours in found.items():
        streams = _streams(key, {hour.code for hour in hours}, now)
        for hour in hours:
            pk, own = streams[hour.code]
            try:
                batch.append((pk, hour.at, convert(hour.value, unit, own)))
            except (UnitUnknown, UnitsDoNotMeet):
                continue
    return store(rows=batch, now=now, source=AIR_TR.code)


def _streams(key: str, codes: set[str], now: datetime) -> dict[str, tuple[int, str]]:
    thing = ensure_thing(key=key, names={"tr": key, "en": key}, now=now)
    found = {}
    for observed in ObservedProperty.objects.filter(code__in=codes):
        stream = ensure_datastream(
            key=f"{key}-{observed.code}", thing=thing, observed_property=observed, period_s=3600
        )
        found[observed.code] = (stream.pk, stream.unit)
    return found


def ask_index(now: datetime) -> tuple[datetime, float] | None:
    """
    The index of the city that ``connectors.toml`` names, as published in Iran.

    :raises CallFailed: if the network does not answer
    :raises ShapeChanged: if the answer cannot be read
    """
    city = str(settings_of(AIR_IR).get("city", ""))
    return (
        parse_index(fetch(AIR_IR, "Home/LoadAQIMap", params={"id": "2"}, now=now).json(), city)
        if city
        else None
    )


def store_index(*, at: datetime, value: float, now: datetime) -> StoreReport:
    """Store the index of an hour, as published; it is not computed here, and is not a concentration."""
    thing = ensure_thing(key=CITY_KEY, names=CITY_NAMES, properties={"source": "aqms.doe.ir"}, now=now)
    stream = ensure_datastream(key=f"{CITY_KEY}-{INDEX}", thing=thing, observed_property=INDEX, period_s=3600)
    return store(rows=[(stream.pk, at, value)], now=now, source=AIR_IR.code)
