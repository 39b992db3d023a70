"""Reminds people of tomorrow's appointments, each once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from meydan.base.appointments.models import Booking
from meydan.base.appointments.operations.letters import tell
from meydan.base.appointments.queries import moment_of, to_remind


def remind_all(*, now: datetime) -> int:
    """
    Remind everybody who comes tomorrow; return how many letters were written."""
    tomorrow = now.astimezone(settings.CITY_ZONE).date() + timedelta(days=1)
    day = timedelta(days=1)
    waiting = to_remind(first=moment_of(tomorrow), last=moment_of(tomorrow + day))
    return sum(remind(booking_id=one.pk, now=now) for one in waiting)


@transaction.atomic
def remind(*, booking_id: int, now: datetime) -> bool:
    """Remind one person: noting it and writing the letter are one transaction, so nobody is reminded twice."""
    rows = Booking.objects.filter(pk=booking_id, state=Booking.State.BOOKED, reminded_at=None)
    if not rows.update(reminded_at=now):
        return False
    booking = Booking.objects.select_related("time__counter").get(pk=booking_id)
    return tell(booking, "appointment_tomorrow", now=now)
