"""What this room announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from meydan.base.events.public import Event


@dataclass(frozen=True)
class AlertOpened(Event):
    """A limit was passed for long enough. ``at`` is the phenomenon time, ISO 8601 in UTC."""

    kind: ClassVar[str] = "observations.alert_opened"

    alert_id: int
    rule: str
    datastream_id: int
    thing_id: int
    place_id: int | None
    service: str
    severity: str
    value: float
    limit: float
    at: str


@dataclass(frozen=True)
class AlertClosed(Event):
    """An alert was acted on, dismissed, or passed by itself (``outcome``)."""

    kind: ClassVar[str] = "observations.alert_closed"

    alert_id: int
    rule: str
    datastream_id: int
    outcome: str
    peak: float
    opened_at: str
    closed_at: str
