"""Writes to whoever holds an appointment, in their language."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation

from meydan.base.appointments.models import Booking
from meydan.base.appointments.presentation import time_words, where_words
from meydan.base.appointments.queries import FreeTime, next_free
from meydan.base.appointments.registry import page_of
from meydan.base.appointments.sealing import unseal
from meydan.base.notify.public import Recipient, send


def tell(booking: Booking, template: str, *, now: datetime) -> bool:
    """
    Send a letter by SMS, or else e-mail; ``False`` when there is nobody to write to.

    Samples write to nobody: their people do not exist.
    """
    phone, email = unseal(booking.phone_sealed), unseal(booking.email_sealed)
    if booking.is_sample or not (phone or email):
        return False
    language, counter = booking.language, booking.time.counter
    with translation.override(language):
        free = _next(booking, now) if template == "appointment_closed" else None
        context = {
            "code": booking.thing_code,
            "when": time_words(booking.time.starts_at, language),
            "where": where_words(counter, language),
            "reason": booking.reason,
            "next": time_words(free.opening.starts_at, language) if free else "",
            "address": settings.MEYDAN_HOME.address + page_of(booking),
        }
    to = Recipient(phone=phone, email="" if phone else email, language=language)
    key = f"appointments:{booking.pk}:{template}:{booking.sequence}"
    send(template, to=to, context=context, now=now, key=key)
    return True


def _next(booking: Booking, now: datetime) -> FreeTime | None:
    """The nearest free time after the one that was lost, or else the nearest at all."""
    counter, lost = booking.time.counter, booking.time.starts_at
    return next_free(counter, now=now, after=lost) or next_free(counter, now=now)
