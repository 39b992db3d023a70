"""From a held place to an appointment, moved, called off, kept or missed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from meydan.base.appointments.engine.rules import changeable_until
from meydan.base.appointments.events import AppointmentChanged
from meydan.base.appointments.models import Booking
from meydan.base.appointments.operations.letters import tell
from meydan.base.appointments.operations.taking import give_back, offered, take
from meydan.base.appointments.queries import missed_lately, rules_of
from meydan.base.appointments.sealing import phone_digest, seal
from meydan.base.audit.public import record
from meydan.base.events.public import publish
from meydan.base.people.public import Account

State = Booking.State


@dataclass(frozen=True)
class Person:
    """Who comes; each is empty when it was not given. The phone is E.164."""

    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = "en"


class NotHeld(Exception):
    """Nothing is held under this name: the time ran out, or was never chosen."""


class MissedTooOften(Exception):
    """Appointments under this phone were missed so often that the next is made at the counter or by telephone."""


class TooLate(Exception):
    """The hour until which a citizen may move the appointment or call it off has passed."""


class NotBooked(Exception):
    """The appointment is over, or called off: this can no longer be done with it."""


class TooEarly(Exception):
    """Nobody can have come or stayed away before the day."""


@transaction.atomic
def confirm(
    *,
    holder: str,
    thing: str,
    thing_code: str,
    person: Person,
    now: datetime,
    by_staff: bool = False,
    is_sample: bool = False,
) -> Booking:
    """
    Make what is held an appointment of a thing; confirming again changes nothing.

    Called in the transaction in which the thing is made: both are there, or neither.

    :raises NotHeld: if nothing is held
    :raises MissedTooOften: by the rule of the counter, when a citizen books
    """
    held = Booking.objects.select_for_update(of=("self",)).select_related("time__counter__unit")
    booking = held.filter(holder=holder).first()
    if booking is None:
        raise NotHeld(holder)
    if booking.state != State.HELD:
        return booking
    counter, digest = booking.time.counter, phone_digest(person.phone)
    if (
        not by_staff
        and counter.most_missed
        and missed_lately(counter, digest, now=now) >= counter.most_missed
    ):
        raise MissedTooOften(holder)
    booking.state, booking.held_until = State.BOOKED, None
    booking.thing, booking.thing_code = thing, thing_code
    booking.name_sealed, booking.phone_sealed = seal(person.name), seal(person.phone)
    booking.email_sealed, booking.phone_digest = seal(person.email), digest
    booking.language, booking.is_sample = person.language, is_sample
    booking.booked_at = booking.changed_at = now
    booking.save()
    tell(booking, "appointment_booked", now=now)
    return booking


def _held_row(booking_id: int) -> Booking:
    rows = Booking.objects.select_for_update(of=("self",)).select_related("time__counter__unit")
    return rows.get(pk=booking_id)


@transaction.atomic
def move(
    *, booking_id: int, counter_code: str, starts_at: datetime, now: datetime, actor: Account | None = None
) -> Booking:
    """
    Move an appointment to another time; one that the office called off is booked anew.

    :param actor: the officer who does it; a citizen is held to the counter's hours
    :raises NotBooked: if it is over or was called off by the citizen
    :raises TooLate: if its hour has passed
    :raises TimeNotOffered: if the new time is not offered for its service
    :raises TimeFull: if there is no place left; the old time stays booked
    """
    booking = _held_row(booking_id)
    _require_changeable(booking, now, actor, also=State.CLOSED)
    before = booking.time
    if (
        before.counter.code == counter_code
        and before.starts_at == starts_at
        and booking.state == State.BOOKED
    ):
        return booking
    counter, opening = offered(
        counter_code=counter_code,
        service=booking.service,
        starts_at=starts_at,
        now=now,
        by_staff=actor is not None,
    )
    gives_back = booking.state == State.BOOKED
    booking.time = take(counter, opening, now=now, leaving=before if gives_back else None)
    if gives_back:
        give_back(before)
    booking.state, booking.reminded_at, booking.reason = State.BOOKED, None, ""
    _write(booking, "moved", actor, now)
    tell(booking, "appointment_moved", now=now)
    return booking


@transaction.atomic
def call_off(*, booking_id: int, now: datetime, actor: Account | None = None, reason: str = "") -> Booking:
    """
    Call an appointment off and free its place: the citizen's wish, or the office's, which is told with the next time.

    :raises NotBooked: if it is over or called off
    :raises TooLate: if a citizen does it after the counter's hour
    """
    booking = _held_row(booking_id)
    _require_changeable(booking, now, actor)
    give_back(booking.time)
    booking.state = State.CALLED_OFF if actor is None else State.CLOSED
    booking.reason, booking.marked_by = reason.strip()[:200], actor
    _write(booking, str(booking.state), actor, now)
    if actor is not None:
        tell(booking, "appointment_closed", now=now)
    return booking


@transaction.atomic
def mark(*, booking_id: int, came: bool, actor: Account, now: datetime) -> Booking:
    """
    Write down whether somebody came; whoever was marked as missing may still turn up.

    :raises NotBooked: if it was called off, or is marked so already
    :raises TooEarly: before the day of the appointment
    """
    booking = _held_row(booking_id)
    late = came and booking.state == State.MISSED
    if booking.state != State.BOOKED and not late:
        raise NotBooked(str(booking))
    zone = settings.CITY_ZONE
    if now.astimezone(zone).date() < booking.time.starts_at.astimezone(zone).date():
        raise TooEarly(str(booking))
    booking.state, booking.marked_by = State.CAME if came else State.MISSED, actor
    _write(booking, str(booking.state), actor, now, raises=False)
    return booking


def may_change(booking: Booking, now: datetime) -> bool:
    """Whether the citizen may still move it or call it off."""
    if booking.state == State.CLOSED:
        return True
    return booking.state == State.BOOKED and now <= changeable_until(
        booking.time.starts_at, rules_of(booking.time.counter)
    )


def _require_changeable(
    booking: Booking, now: datetime, actor: Account | None, *, also: Booking.State | None = None
) -> None:
    if booking.state not in (State.BOOKED, also):
        raise NotBooked(str(booking))
    if actor is None and not may_change(booking, now):
        raise TooLate(str(booking))


def _write(
    booking: Booking, became: str, actor: Account | None, now: datetime, *, raises: bool = True
) -> None:
    booking.sequence += raises
    booking.changed_at = now
    booking.save()
    starts_at = booking.time.starts_at.isoformat()
    payload = {"became": became, "starts_at": starts_at, "counter": booking.time.counter.code}
    record(verb="appointments.changed", actor=actor, thing=booking.ref, payload=payload, now=now)
    publish(
        AppointmentChanged(
            thing=booking.thing,
            became=became,
            starts_at=starts_at,
            at=now.isoformat(),
            actor_id=actor.pk if actor else None,
            reason=booking.reason,
        ),
        now=now,
    )
