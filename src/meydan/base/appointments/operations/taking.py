"""A place is taken by one conditional statement, so that the last one is given once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from meydan.base.appointments.engine.pattern import Opening
from meydan.base.appointments.engine.rules import is_bookable
from meydan.base.appointments.models import Booking, Counter, TakenTime
from meydan.base.appointments.queries import CounterUnknown, city_days, counter_of, opening_at, rules_of

HELD, BOOKED = Booking.State.HELD, Booking.State.BOOKED


class TimeNotOffered(Exception):
    """No counter for this service offers the time, or it can no longer be booked."""


class TimeFull(Exception):
    """The last place was taken meanwhile."""


def offered(
    *, counter_code: str, service: str, starts_at: datetime, now: datetime, by_staff: bool
) -> tuple[Counter, Opening]:
    """
    Return the counter and the opening, if this service may be booked there and then.

    :raises TimeNotOffered: whatever was sent: another service's counter, a time of no pattern, one that is over
    """
    try:
        counter = counter_of(counter_code)
    except CounterUnknown as absent:
        raise TimeNotOffered(counter_code) from absent
    opening = opening_at(counter, starts_at) if service in counter.services else None
    zone = city_days().zone
    if opening is None or not is_bookable(starts_at, now, rules_of(counter), zone, by_staff=by_staff):
        raise TimeNotOffered(f"{counter_code} {starts_at.isoformat()}")
    return counter, opening


@transaction.atomic
def hold_place(
    *,
    holder: str,
    service: str,
    counter_code: str,
    starts_at: datetime,
    now: datetime,
    by_staff: bool = False,
) -> Booking:
    """
    Hold a place for a holder for the minutes of the counter, giving back the one it held before.

    A hold that ran out is renewed while its place is free.

    :raises TimeNotOffered: if the time is not offered for this service
    :raises TimeFull: if there is no place left; what was held before stays held
    """
    rows = Booking.objects.select_for_update(of=("self",)).select_related("time__counter")
    mine = rows.filter(holder=holder).first()
    if mine is not None and mine.state != HELD:
        return mine
    if mine is not None and _is_held_still(mine, counter_code, starts_at, now):
        # The rules were kept when it was chosen; whoever fills the form in slowly does not lose it by them.
        return _longer(mine, mine.time.counter, service, now)
    counter, opening = offered(
        counter_code=counter_code, service=service, starts_at=starts_at, now=now, by_staff=by_staff
    )
    if mine is not None and mine.time.counter_id == counter.pk and mine.time.starts_at == starts_at:
        return _longer(mine, counter, service, now)
    before = mine.time if mine is not None else None
    time = take(counter, opening, now=now, leaving=before)
    until = now + timedelta(minutes=counter.hold_minutes)
    facts = {"time": time, "service": service, "held_until": until, "changed_at": now}
    booking, _is_new = Booking.objects.update_or_create(holder=holder, defaults=facts)
    if before is not None:
        give_back(before)
    return booking


def _is_held_still(mine: Booking, counter_code: str, starts_at: datetime, now: datetime) -> bool:
    is_same = mine.time.counter.code == counter_code and mine.time.starts_at == starts_at
    return is_same and mine.held_until is not None and now < mine.held_until and now < starts_at


def _longer(mine: Booking, counter: Counter, service: str, now: datetime) -> Booking:
    mine.held_until, mine.service = now + timedelta(minutes=counter.hold_minutes), service
    mine.save(update_fields=["held_until", "service"])
    return mine


def take(counter: Counter, opening: Opening, *, now: datetime, leaving: TakenTime | None = None) -> TakenTime:
    """
    Take one place of an opening, in the caller's transaction.

    :param leaving: the time that is given up for it, so that two people who change places lock in one order
    :raises TimeFull: if there is none left
    """
    facts = {"ends_at": opening.ends_at, "places": opening.places}
    time, _is_new = TakenTime.objects.get_or_create(
        counter=counter, starts_at=opening.starts_at, defaults=facts
    )
    pair = [time.pk, leaving.pk] if leaving else [time.pk]
    list(TakenTime.objects.select_for_update().filter(pk__in=pair).order_by("pk"))
    release_over(Booking.objects.filter(time=time, state=HELD, held_until__lte=now))
    # The places are those of today's pattern: a counter may have grown or shrunk since the row was written.
    free = TakenTime.objects.filter(pk=time.pk, taken__lt=opening.places)
    if not free.update(taken=F("taken") + 1, places=opening.places):
        raise TimeFull(str(time))
    return time


def give_back(time: TakenTime) -> None:
    """Give one place of a time back, in the caller's transaction."""
    TakenTime.objects.filter(pk=time.pk, taken__gt=0).update(taken=F("taken") - 1)


def release_over(over: Iterable[Booking]) -> int:
    """Let go of holds, each once, whoever comes first; return how many. In the caller's transaction."""
    count = 0
    for hold in over:
        # Looked at again in the statement: its holder may have confirmed it a moment ago.
        mine = Booking.objects.filter(pk=hold.pk, state=HELD, held_until=hold.held_until)
        if mine.delete()[0]:
            TakenTime.objects.filter(pk=hold.time_id, taken__gt=0).update(taken=F("taken") - 1)
            count += 1
    return count


@transaction.atomic
def release_expired(*, now: datetime) -> int:
    """Let go of every hold whose minutes are over; return how many."""
    over = Booking.objects.filter(state=HELD, held_until__lte=now)
    return release_over(list(over.order_by("time_id", "id")[:500]))


@transaction.atomic
def drop_holds(*, stem: str) -> int:
    """Let go of what holders whose name begins so still hold: their form is forgotten."""
    mine = Booking.objects.filter(holder__startswith=stem, state=HELD)
    return release_over(list(mine.order_by("time_id", "id")))
