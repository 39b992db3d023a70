"""The appointment that a form asks for: offered on its page, held while it is filled in, booked as it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from meydan.base.appointments.choosing import Choice, choice_of
from meydan.base.appointments.engine.marks import read_mark
from meydan.base.appointments.models import Booking
from meydan.base.appointments.operations.booking import MissedTooOften, NotHeld, Person, confirm
from meydan.base.appointments.operations.taking import TimeFull, TimeNotOffered, drop_holds, hold_place
from meydan.base.appointments.presentation import booking_words, mark_words
from meydan.base.appointments.queries import bookings, of_holder
from meydan.base.forms.public import Appointments, Attendee, Outcome, TimeAsked, TimeLost


def _offer(asked: TimeAsked, looked: Mapping[str, str], chosen: str, now: datetime) -> Choice:
    held = of_holder(asked.holder)
    return choice_of(
        service=asked.service, looked=looked, chosen=chosen, held=held, now=now, by_staff=asked.by_staff
    )


def _hold(asked: TimeAsked, answer: str, now: datetime) -> None:
    mark = read_mark(answer)
    if mark is None:
        raise TimeLost(_not_offered())
    try:
        hold_place(
            holder=asked.holder,
            service=asked.service,
            counter_code=mark[0],
            starts_at=mark[1],
            now=now,
            by_staff=asked.by_staff,
        )
    except TimeNotOffered as absent:
        raise TimeLost(_not_offered()) from absent
    except TimeFull as full:
        raise TimeLost(_taken()) from full


def _confirm(asked: TimeAsked, attendee: Attendee, outcome: Outcome, now: datetime) -> None:
    person = Person(attendee.name[:120], attendee.phone, attendee.email, asked.language)
    try:
        confirm(
            holder=asked.holder,
            thing=outcome.ref,
            thing_code=outcome.code,
            person=person,
            now=now,
            by_staff=asked.by_staff,
        )
    except NotHeld as absent:
        raise TimeLost(_taken()) from absent
    except MissedTooOften as often:
        raise TimeLost(_missed()) from often


def _drop(stem: str) -> None:
    drop_holds(stem=stem)


def _booked(stem: str) -> str:
    found = bookings().filter(holder__startswith=stem).exclude(state=Booking.State.HELD).first()
    return booking_words(found) if found else ""


def _not_offered() -> str:
    return _("This time can no longer be booked. Nothing else was lost; choose another one.")


def _taken() -> str:
    return _("Somebody took this time a moment ago. Nothing else was lost; choose another one.")


def _missed() -> str:
    return _(
        "Several appointments under this phone were missed lately. Please book the next one by telephone or at the "
        "counter; nothing you wrote is lost."
    )


FOR_FORMS = Appointments(
    template="appointments/choose.html",
    offer=_offer,
    hold=_hold,
    confirm=_confirm,
    drop=_drop,
    words=mark_words,
    booked=_booked,
)
