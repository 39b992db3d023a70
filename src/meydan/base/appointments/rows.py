"""An appointment as the desk shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from meydan.base.appointments.models import Booking
from meydan.base.appointments.registry import Matter, desk_page_of
from meydan.base.appointments.sealing import unseal
from meydan.base.locale.public import text
from meydan.base.sealing.public import SealUnreadable

State = Booking.State
TONES = {State.BOOKED: "watch", State.CAME: "good", State.MISSED: "bad"}


@dataclass(frozen=True)
class Row:
    """Who comes, for what; what can be marked now."""

    booking: Booking
    name: str
    phone: str
    matter: str
    href: str
    can_mark: bool
    can_mark_late: bool
    can_change: bool

    @property
    def tone(self) -> str:
        """How its chip is shown."""
        return TONES.get(State(self.booking.state), "stale")


def row_of(booking: Booking, known: Mapping[str, Matter], now: datetime) -> Row:
    """Return an appointment for the desk, its people readable."""
    zone = settings.CITY_ZONE
    is_due = booking.time.starts_at.astimezone(zone).date() <= now.astimezone(zone).date()
    matter = known.get(booking.service)
    return Row(
        booking=booking,
        name=_open(booking.name_sealed),
        phone=_open(booking.phone_sealed),
        matter=text(matter.names) if matter else booking.service,
        href=desk_page_of(booking),
        can_mark=is_due and booking.state == State.BOOKED,
        can_mark_late=is_due and booking.state == State.MISSED,
        can_change=booking.state in (State.BOOKED, State.CLOSED),
    )


def _open(sealed: bytes | memoryview) -> str:
    try:
        return unseal(sealed)
    except SealUnreadable:
        # Another home's secret: the list of the day is worth more than one name in it.
        return ""
