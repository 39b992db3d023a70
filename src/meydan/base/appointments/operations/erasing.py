"""What is forgotten about people: on their wish, and by itself when the time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from meydan.base.appointments.models import Booking, TakenTime
from meydan.base.audit.public import record

# A complaint about what happened at the counter comes within weeks; after that nobody needs to be written to.
CONTACT_KEPT = timedelta(days=30)
# The digest alone serves the rule about missed appointments, which looks back a year at most.
DIGEST_KEPT = timedelta(days=366)


@transaction.atomic
def forget_person(*, thing: str, now: datetime) -> int:
    """Erase who holds the appointment of a thing; return how many rows that touched."""
    rows = Booking.objects.filter(thing=thing).exclude(thing="")
    return _blank(rows, now, phone_digest="")


@transaction.atomic
def sweep_people(*, now: datetime) -> int:
    """Erase who held appointments whose time is over, and leave a line about it in the log; return how many."""
    over = Booking.objects.filter(erased_at=None, time__starts_at__lt=now - CONTACT_KEPT)
    gone = _blank(over.exclude(state=Booking.State.HELD), now)
    Booking.objects.filter(time__starts_at__lt=now - DIGEST_KEPT).exclude(phone_digest="").update(
        phone_digest=""
    )
    not_missed = Booking.objects.filter(erased_at__isnull=False).exclude(state=Booking.State.MISSED)
    not_missed.exclude(phone_digest="").update(phone_digest="")
    if gone:
        record(verb="appointments.swept", actor=None, thing="", payload={"people": gone}, now=now)
    return gone


def _blank(rows: QuerySet[Booking], now: datetime, **more: str) -> int:
    return rows.update(name_sealed=b"", phone_sealed=b"", email_sealed=b"", erased_at=now, **more)


@transaction.atomic
def remove_sample(now: datetime) -> int:
    """Take sample appointments and counters away; return how many appointments went."""
    from meydan.base.appointments.models import Counter

    gone = Booking.objects.filter(time__counter__is_sample=True).delete()[0]
    TakenTime.objects.filter(counter__is_sample=True).delete()
    return gone + Counter.objects.filter(is_sample=True).delete()[0]
