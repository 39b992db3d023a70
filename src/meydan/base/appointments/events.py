"""What this room announces to the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from meydan.base.events.public import Event


@dataclass(frozen=True)
class AppointmentChanged(Event):
    """
    An appointment was kept, missed, moved or called off.

    ``became`` is ``came``, ``missed``, ``moved``, ``called_off`` (by the citizen) or ``closed`` (by the office);
    ``starts_at`` is in ISO 8601, UTC; ``actor_id`` is the officer, if one did it.
    """

    kind: ClassVar[str] = "appointments.changed"

    thing: str
    became: str
    starts_at: str
    at: str
    actor_id: int | None = None
    reason: str = ""
