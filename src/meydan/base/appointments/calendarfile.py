"""An appointment for the calendar of whoever holds it (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from meydan.base.appointments.models import Booking
from meydan.base.appointments.presentation import where_words
from meydan.base.appointments.registry import page_of
from meydan.base.locale.public import text
from meydan.base.packs.public import current

OFF = (Booking.State.CALLED_OFF, Booking.State.CLOSED)


def as_calendar(bookings: list[Booking], *, with_alarm: bool = True) -> bytes:
    """
    Write appointments as events, in UTC, so that no calendar needs to know the zone.

    The UID stays for ever; each change raises SEQUENCE, and one that was called off says so, so that a calendar that
    holds it already moves or strikes it. Nothing tells who comes.
    """
    from icalendar import Alarm, Calendar, Event

    whole = Calendar()
    whole.add("prodid", "-//Meydan//appointments//")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", _("Appointments · %(city)s") % {"city": text(current().names)})
    whole.add("x-wr-timezone", current().timezone)
    host = settings.MEYDAN_HOME.address.partition("//")[2]
    for one in bookings:
        counter = one.time.counter
        event = Event()
        event.add("uid", f"{one.key}@{host}")
        event.add("sequence", one.sequence)
        event.add("dtstamp", one.changed_at.astimezone(UTC))
        event.add("dtstart", one.time.starts_at.astimezone(UTC))
        event.add("dtend", one.time.ends_at.astimezone(UTC))
        event.add("summary", _("Appointment: %(counter)s") % {"counter": text(counter.names)})
        event.add("location", where_words(counter))
        event.add("status", "CANCELLED" if one.state in OFF else "CONFIRMED")
        event.add("description", _("Your reference: %(code)s") % {"code": one.thing_code})
        if page_of(one):
            event.add("url", settings.MEYDAN_HOME.address + page_of(one))
        if one.state not in OFF and with_alarm:
            event.add_component(_reminder(Alarm))
        whole.add_component(event)
    return bytes(whole.to_ical())


def _reminder(kind: Any) -> Any:
    alarm = kind()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Your appointment is in two hours."))
    alarm.add("trigger", timedelta(hours=-2))
    return alarm
