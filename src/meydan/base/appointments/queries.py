"""Reads: which times are free, who comes when, and how busy a counter is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet

from meydan.base.appointments.engine.pattern import Change, CityDays, Opening, Pattern, openings_of
from meydan.base.appointments.engine.rules import Rules, is_bookable
from meydan.base.appointments.models import TAKING, Booking, Counter, DayChange, Offering, TakenTime
from meydan.base.packs.public import current

DAY = timedelta(days=1)
HELD, BOOKED = Booking.State.HELD, Booking.State.BOOKED


@dataclass(frozen=True)
class FreeTime:
    """An opening and how many places are left in it."""

    opening: Opening
    free: int


class CounterUnknown(LookupError):
    """No counter has this code, or it receives nobody any more."""


# --- what is offered ---------------------------------------------------------------------------
def city_days() -> CityDays:
    """The working days of the pack, with the clock at which its half days end."""
    pack = current()
    said = str(pack.document("calendar").get("holidays", {}).get("half_day_from", "12:00"))
    return CityDays(pack.work_calendar(), time.fromisoformat(said), settings.CITY_ZONE)


def counters(*, service: str = "", active_only: bool = True) -> list[Counter]:
    """Counters with their weeks and changes read along, by name of code; those of a service when one is named."""
    found = Counter.objects.select_related("unit").prefetch_related(
        Prefetch("offerings", Offering.objects.order_by("from_clock", "id")),
        Prefetch("changes", DayChange.objects.order_by("on", "id")),
    )
    if active_only:
        found = found.filter(is_active=True)
    # Few counters stand in a town: asking JSON in two databases' ways would be the harder reading.
    return [one for one in found.order_by("code") if not service or service in one.services]


def counter_of(code: str, *, active_only: bool = True) -> Counter:
    """
    Return a counter with its week.

    :raises CounterUnknown: if there is none
    """
    found = next((one for one in counters(active_only=active_only) if one.code == code), None)
    if found is None:
        raise CounterUnknown(code)
    return found


def rules_of(counter: Counter) -> Rules:
    """A counter's rules."""
    return Rules(counter.days_ahead, counter.latest_hours, counter.change_hours)


def patterns_of(counter: Counter) -> list[Pattern]:
    """A counter's week."""
    return [pattern_of(one) for one in counter.offerings.all()]


def pattern_of(one: Offering) -> Pattern:
    """A row as the engine reads it."""
    return Pattern(
        frozenset(one.weekdays), one.from_clock, one.until_clock, one.slot_minutes, one.places,
        one.valid_from_on, one.valid_until_on,
    )  # fmt: skip


def _changes_of(counter: Counter) -> list[Change]:
    return [
        Change(
            one.on,
            one.kind == DayChange.Kind.EXTRA,
            one.from_clock,
            one.until_clock,
            one.slot_minutes or 0,
            one.places or 0,
        )
        for one in counter.changes.all()
    ]


def openings_on(counter: Counter, day: date) -> list[Opening]:
    """Every time of a counter on a day of the city, taken or not."""
    return openings_of(day, patterns_of(counter), _changes_of(counter), city_days())


def opening_at(counter: Counter, starts_at: datetime) -> Opening | None:
    """The opening that begins at a moment; nothing where none is offered."""
    day = starts_at.astimezone(settings.CITY_ZONE).date()
    return next((one for one in openings_on(counter, day) if one.starts_at == starts_at), None)


# --- what is free ------------------------------------------------------------------------------
def free_times(
    counter: Counter, first: date, last: date, *, now: datetime, by_staff: bool = False
) -> dict[date, list[FreeTime]]:
    """
    Return the bookable times of a counter by day, full ones included, from ``first`` to ``last``, both included.

    A hold whose time is over counts as free at once, whether or not the sweep has been by. Two queries at most.
    """
    rules, city = rules_of(counter), city_days()
    patterns, changes = patterns_of(counter), _changes_of(counter)
    last = min(last, now.astimezone(city.zone).date() + DAY * counter.days_ahead)
    taken = _taken(counter, first, last, now)
    found = {}
    for day in _days(first, last):
        times = [
            FreeTime(one, max(0, one.places - taken.get(one.starts_at, 0)))
            for one in openings_of(day, patterns, changes, city)
            if is_bookable(one.starts_at, now, rules, city.zone, by_staff=by_staff)
        ]
        if times:
            found[day] = times
    return found


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def _taken(counter: Counter, first: date, last: date, now: datetime) -> dict[datetime, int]:
    over = Count("bookings", filter=Q(bookings__state=HELD, bookings__held_until__lte=now))
    begin, end = moment_of(first), moment_of(last + DAY)
    rows = TakenTime.objects.filter(counter=counter, taken__gt=0, starts_at__gte=begin, starts_at__lt=end)
    return {row.starts_at: row.taken - row.over for row in rows.annotate(over=over)}


def moment_of(day: date) -> datetime:
    """The moment at which a day of the city begins."""
    return datetime.combine(day, time.min, tzinfo=settings.CITY_ZONE)


def next_free(
    counter: Counter, *, now: datetime, after: datetime | None = None, by_staff: bool = False
) -> FreeTime | None:
    """The nearest time with a place left, from a moment on; nothing within the days that can be booked."""
    today = now.astimezone(settings.CITY_ZONE).date()
    first = max(today, after.astimezone(settings.CITY_ZONE).date()) if after else today
    times = free_times(counter, first, today + DAY * counter.days_ahead, now=now, by_staff=by_staff)
    each = (one for day in sorted(times) for one in times[day])
    return next((one for one in each if one.free and (after is None or one.opening.starts_at >= after)), None)


@dataclass(frozen=True)
class Busy:
    """How busy a counter is: places left today, and the next free time."""

    counter: Counter
    left_today: int
    next_free: FreeTime | None


def how_busy(*, now: datetime, service: str = "") -> list[Busy]:
    """Every counter that takes appointments, with what is left today and next."""
    found, today = [], now.astimezone(settings.CITY_ZONE).date()
    for counter in counters(service=service):
        left = sum(one.free for one in free_times(counter, today, today, now=now).get(today, []))
        found.append(Busy(counter, left, next_free(counter, now=now)))
    return found


# --- who comes ---------------------------------------------------------------------------------
def bookings() -> QuerySet[Booking]:
    """Every place with its time and counter."""
    return Booking.objects.select_related("time__counter__unit", "marked_by")


def of_holder(holder: str) -> Booking | None:
    """What a holder has."""
    return bookings().filter(holder=holder).first()


def of_thing(thing: str) -> Booking | None:
    """The appointment of a thing such as ``cases.case:12``."""
    return bookings().filter(thing=thing).exclude(thing="").first()


def of_day(counters_shown: Iterable[Counter], day: date) -> QuerySet[Booking]:
    """The appointments of some counters on a day, by clock; places that are only held are not among them."""
    begin, end = moment_of(day), moment_of(day + DAY)
    found = bookings().filter(time__counter__in=list(counters_shown), time__starts_at__gte=begin)
    return found.filter(time__starts_at__lt=end).exclude(state=HELD).order_by("time__starts_at", "id")


def to_remind(*, first: datetime, last: datetime) -> Sequence[Booking]:
    """Appointments between two moments whose people were not reminded yet."""
    found = bookings().filter(state=BOOKED, reminded_at=None, erased_at=None, is_sample=False)
    return list(found.filter(time__starts_at__gte=first, time__starts_at__lt=last).order_by("id")[:500])


def missed_lately(counter: Counter, phone_digest: str, *, now: datetime) -> int:
    """How often a phone's appointments were missed in the days that the counter looks back."""
    if not phone_digest or not counter.most_missed:
        return 0
    since = now - DAY * counter.missed_days
    missed = Booking.objects.filter(
        phone_digest=phone_digest, state=Booking.State.MISSED, time__starts_at__gte=since
    )
    return missed.count()


def miscounted() -> list[TakenTime]:
    """Times whose count does not agree with their appointments; there should be none."""
    held = Count("bookings", filter=Q(bookings__state__in=TAKING))
    return [one for one in TakenTime.objects.annotate(held=held) if one.held != one.taken]


def holds_sample() -> bool:
    """Whether any counter here is a sample."""
    return Counter.objects.filter(is_sample=True).exists()
