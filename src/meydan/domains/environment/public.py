"""The door of this room."""

from __future__ import annotations

from datetime import datetime

from meydan.domains.environment.engine.kinds import AIR, BY_CODE
from meydan.domains.environment.presentation import air as air_presentation
from meydan.domains.environment.presentation import city as city_presentation
from meydan.domains.environment.queries import forecasts
from meydan.domains.environment.queries.air import air_now, air_of
from meydan.domains.environment.queries.city import city_now
from meydan.domains.environment.queries.gauges import posts_of
from meydan.domains.environment.queries.snapshot import snapshot_of
from meydan.kernel.observations.public import Alert

__all__ = [
    "air_in_words",
    "environment_in_words",
    "forecast_probability",
    "has_page_afterwards",
    "index_class",
]


def air_in_words(now: datetime) -> str:
    """One line in the reader's language: "Moderate · Fine dust (PM2.5) 21 µg/m³"."""
    return air_presentation.air_in_words(air_now(now))


def environment_in_words(now: datetime) -> str:
    """One line of what needs attention, or of the air: "Air: Moderate · River: The river is rising"."""
    return city_presentation.in_words(city_presentation.lines_of(city_now(now)))


def index_class(datastream_id: int, now: datetime) -> str | None:
    """
    The state of a series now: "good", "watch" or "bad" by the air index or by its limits.

    ``None`` when it is unknown, not public, stale, doubted, or judged by nothing.
    """
    seen = snapshot_of(now, datastream_id)
    if not seen.streams or seen.state(seen.streams[0]) != "fresh":
        return None
    if seen.streams[0].observed_property.kind == AIR:
        readings = [reading for station in air_of(seen).stations for reading in station.readings]
        return next((reading.band.state for reading in readings if reading.band), None)
    state = next((gauge.state for post in posts_of(seen) for gauge in post.gauges), "plain")
    return state if state in ("good", "watch", "bad") else None


def forecast_probability(datastream_id: int, limit: float, within_h: int, now: datetime) -> float | None:
    """
    How likely [0..1] a series passes ``limit`` (in its unit) within some hours: that of the likeliest hour.

    ``None`` without a current forecast that has proved better than "it stays as it is".
    """
    return forecasts.probability_above(datastream_id, limit, within_h, now)


def has_page_afterwards(alert: Alert) -> bool:
    """Whether an alert is one of the environment and over, so that ``environment:after`` speaks of it."""
    return alert.cleared_at is not None and alert.datastream.observed_property.kind in BY_CODE
