"""The door of this room."""

from __future__ import annotations

from datetime import datetime

from meydan.domains.environment import presentation
from meydan.domains.environment.operations import LAYER, place_stations
from meydan.domains.environment.queries import Air, Station, air_now

__all__ = ["LAYER", "Air", "Station", "air_in_words", "air_now", "place_stations"]


def air_in_words(now: datetime) -> str:
    """One line in the reader's language: "Moderate · Fine dust (PM2.5) 21 µg/m³"."""
    return presentation.air_in_words(air_now(now))
