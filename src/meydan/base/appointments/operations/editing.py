"""What staff say about counters: who they are for, their week, and days that are not as always."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from meydan.base.appointments.engine.faults import faults_of
from meydan.base.appointments.engine.pattern import Pattern
from meydan.base.appointments.models import Booking, Counter, DayChange
from meydan.base.appointments.operations.booking import call_off
from meydan.base.appointments.operations.loading import write_week
from meydan.base.appointments.operations.taking import release_over
from meydan.base.appointments.queries import bookings, moment_of, patterns_of
from meydan.base.audit.public import record
from meydan.base.people.public import Account


class WeekFaulty(Exception):
    """A line cannot stand; ``kind`` says why, as the engine names faults."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@transaction.atomic
def write_counter(*, code: str, facts: Mapping[str, Any], actor: Account, now: datetime) -> Counter:
    """Write a counter down, or change the one of this code; from then on the pack's file leaves it alone."""
    counter, is_new = Counter.objects.update_or_create(code=code, defaults={**facts, "is_own": True})
    _log(counter, "made" if is_new else "changed", actor, now)
    return counter


@transaction.atomic
def add_offering(*, counter: Counter, pattern: Pattern, actor: Account, now: datetime) -> None:
    """
    Add a line to a counter's week.

    :raises WeekFaulty: if it cannot stand, or overlaps another
    """
    held = Counter.objects.select_for_update().get(pk=counter.pk)
    week = [*patterns_of(held), pattern]
    faults = [fault for fault in faults_of(week) if fault.number == len(week) - 1]
    if faults:
        raise WeekFaulty(faults[0].kind)
    write_week(held, week)
    _own(held, "week", actor, now)


@transaction.atomic
def remove_offering(*, counter: Counter, offering_id: int, actor: Account, now: datetime) -> None:
    """Take a line out of a counter's week; appointments that were given stay."""
    if counter.offerings.filter(pk=offering_id).delete()[0]:
        _own(counter, "week", actor, now)


@transaction.atomic
def add_extra(
    *,
    counter: Counter,
    on: date,
    from_clock: time,
    until_clock: time,
    slot_minutes: int,
    places: int,
    reason: str,
    actor: Account,
    now: datetime,
) -> DayChange:
    """
    Open a counter on a day besides its week.

    :raises WeekFaulty: if it cannot stand
    """
    pattern = Pattern(frozenset({on.weekday()}), from_clock, until_clock, slot_minutes, places, on, on)
    faults = faults_of([pattern])
    if faults:
        raise WeekFaulty(faults[0].kind)
    change = DayChange.objects.create(
        counter=counter,
        on=on,
        kind=DayChange.Kind.EXTRA,
        from_clock=from_clock,
        until_clock=until_clock,
        slot_minutes=slot_minutes,
        places=places,
        reason=reason[:200],
    )
    _log(counter, "extra", actor, now)
    return change


@transaction.atomic
def close_day(
    *,
    counter: Counter,
    on: date,
    from_clock: time | None,
    until_clock: time | None,
    reason: str,
    actor: Account,
    now: datetime,
) -> Sequence[Booking]:
    """
    Close a counter for a day, or for some hours; everybody who had an appointment then is told, with the next time.

    Places that are only held are let go, and their forms say so.

    :return: the appointments that were called off
    """
    if from_clock is not None and until_clock is not None and from_clock >= until_clock:
        raise WeekFaulty("clocks")
    DayChange.objects.create(
        counter=counter,
        on=on,
        kind=DayChange.Kind.CLOSED,
        from_clock=from_clock,
        until_clock=until_clock,
        reason=reason[:200],
    )
    begin = (
        moment_of(on).replace(hour=from_clock.hour, minute=from_clock.minute) if from_clock else moment_of(on)
    )
    last = until_clock or time(23, 59)
    end = moment_of(on).replace(hour=last.hour, minute=last.minute)
    met = bookings().filter(time__counter=counter, time__starts_at__lt=end, time__ends_at__gt=begin)
    release_over(list(met.filter(state=Booking.State.HELD)))
    off = met.filter(state=Booking.State.BOOKED, time__starts_at__gt=now).order_by("time_id", "id")
    done = [call_off(booking_id=one.pk, now=now, actor=actor, reason=reason) for one in off]
    _log(counter, "closed", actor, now)
    return done


@transaction.atomic
def remove_change(*, counter: Counter, change_id: int, actor: Account, now: datetime) -> None:
    """Take back what was said about a day; nobody who was told is told otherwise."""
    if counter.changes.filter(pk=change_id).delete()[0]:
        _log(counter, "reopened", actor, now)


def _own(counter: Counter, act: str, actor: Account, now: datetime) -> None:
    Counter.objects.filter(pk=counter.pk).update(is_own=True)
    _log(counter, act, actor, now)


def _log(counter: Counter, act: str, actor: Account, now: datetime) -> None:
    payload = {"act": act, "counter": counter.code}
    record(
        verb="appointments.offered",
        actor=actor,
        thing=f"appointments.counter:{counter.pk}",
        payload=payload,
        now=now,
    )
