"""
Weather of the city's centre from a model: now, and the next two days by the hour.

``GET …/v1/forecast?latitude&longitude&current&hourly`` of Open-Meteo, or of a copy of it that a city runs. These
are values of a model and not measurements, and the station says so. A newer forecast of an hour replaces an older
one, which is kept aside as every corrected value is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meydan.base.connectors.public import fetch
from meydan.base.packs.public import current
from meydan.domains.environment.connectors.reading import ShapeChanged, moment, number
from meydan.domains.environment.connectors.registered import WEATHER
from meydan.kernel.observations.public import (
    Datastream,
    ObservedProperty,
    StoreReport,
    Thing,
    ensure_datastream,
    ensure_thing,
    store,
)
from meydan.numerics.units import UnitsDoNotMeet, UnitUnknown, convert

KEY = "weather-model"
NAMES = {
    "tr": "Hava durumu modeli (ölçüm değil)",
    "fa": "مدل هواشناسی (سنجش نیست)",
    "en": "Weather model (not measured)",
}
FORECAST = {"tr": "tahmin", "fa": "پیش‌بینی", "en": "forecast"}
# The model's names and ours.
PROPERTIES = {
    "temperature_2m": "air_temperature",
    "relative_humidity_2m": "relative_humidity",
    "wind_speed_10m": "wind_speed",
    "wind_direction_10m": "wind_direction",
    "surface_pressure": "air_pressure",
}
# Sums over the hour before: only a forecast by the hour has them.
HOURLY_ONLY = {"precipitation": "rain"}
PERIOD_S = {"now": 900, "forecast": 3600}


@dataclass(frozen=True)
class Modelled:
    """A value of the model in the unit the answer says."""

    part: str
    code: str
    at: datetime
    value: float
    unit: str


def parse_weather(answer: Any) -> list[Modelled]:
    """
    The values of an answer; those that are absent, or whose unit is not said, are passed over.

    :raises ShapeChanged: if nothing in it can be read
    """
    if not isinstance(answer, dict):
        raise ShapeChanged("no weather")
    found = [*_now(answer), *_hours(answer)]
    if not found:
        raise ShapeChanged("current, current_units, hourly, hourly_units")
    return found


def _now(answer: dict[str, Any]) -> list[Modelled]:
    said, units = answer.get("current"), answer.get("current_units")
    if not isinstance(said, dict) or not isinstance(units, dict):
        return []
    at = moment(said.get("time"))
    found = []
    for name, code in PROPERTIES.items():
        value, unit = number(said.get(name)), units.get(name)
        if at is not None and value is not None and isinstance(unit, str):
            found.append(Modelled("now", code, at, value, unit))
    return found


def _hours(answer: dict[str, Any]) -> list[Modelled]:
    said, units = answer.get("hourly"), answer.get("hourly_units")
    if not isinstance(said, dict) or not isinstance(units, dict) or not isinstance(said.get("time"), list):
        return []
    hours = [moment(hour) for hour in said["time"]]
    found = []
    for name, code in {**PROPERTIES, **HOURLY_ONLY}.items():
        values, unit = said.get(name), units.get(name)
        if not isinstance(values, list) or len(values) != len(hours) or not isinstance(unit, str):
            continue
        for at, value in zip(hours, map(number, values), strict=True):
            if at is not None and value is not None:
                found.append(Modelled("forecast", code, at, value, unit))
    return found


def ask_weather(now: datetime) -> list[Modelled]:
    """
    What the model says of the city's centre; of the forecast, the hours to come.

    :raises CallFailed: if the service does not answer
    :raises ShapeChanged: if the answer cannot be read
    """
    lon, lat = current().centre
    said = {
        "latitude": f"{lat:.4f}", "longitude": f"{lon:.4f}", "current": ",".join(PROPERTIES),
        "hourly": ",".join({**PROPERTIES, **HOURLY_ONLY}), "forecast_days": "3", "timezone": "GMT",
        "wind_speed_unit": "ms",
    }  # fmt: skip
    found = parse_weather(fetch(WEATHER, "v1/forecast", params=said, now=now).json())
    return [one for one in found if one.part == "now" or one.at > now]


def store_weather(*, found: list[Modelled], now: datetime) -> StoreReport:
    """Store what the model said, in the units of our properties; units that do not meet are passed over."""
    lon, lat = current().centre
    source = {"source": "Open-Meteo, CC BY 4.0", "is_model": True}
    thing = ensure_thing(key=KEY, names=NAMES, lon=lon, lat=lat, properties=source, now=now)
    streams: dict[tuple[str, str], Datastream] = {}
    batch = []
    for one in found:
        if (one.part, one.code) not in streams:
            streams[one.part, one.code] = _stream(one, thing)
        stream = streams[one.part, one.code]
        try:
            batch.append((stream.pk, one.at, convert(one.value, one.unit, stream.unit)))
        except (UnitUnknown, UnitsDoNotMeet):
            continue
    return store(rows=batch, now=now, source=WEATHER.code, evaluate=False)


def _stream(one: Modelled, thing: Thing) -> Datastream:
    ahead = one.part == "forecast"
    observed = ObservedProperty.objects.get(code=one.code)
    names = {
        language: f"{name} ({FORECAST[language]})" if ahead else name
        for language, name in observed.names.items()
        if language in FORECAST
    }
    stream = ensure_datastream(
        key=f"{KEY}-{one.code}" + ("-forecast" if ahead else ""), thing=thing, observed_property=observed,
        names=names, period_s=PERIOD_S[one.part],
    )  # fmt: skip
    if ahead and stream.ahead_s is not None:
        # A forecast lies ahead of the clock by its nature.
        stream.ahead_s = None
        stream.save(update_fields=["ahead_s"])
    return stream
