"""The door of this room."""

from __future__ import annotations

from datetime import datetime

from meydan.domains.environment import presentation
from meydan.domains.environment.queries import air_now

__all__ = ["air_in_words"]


def air_in_words(now: datetime) -> str:
    """One line in the reader's language: "Moderate · Fine dust (PM2.5) 21 µg/m³"."""
    return presentation.air_in_words(air_now(now))
