"""What is shown to somebody who chooses a time: the counters, the days with free places, the hours of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings

from meydan.base.appointments.engine.marks import read_mark, write_mark
from meydan.base.appointments.models import Booking, Counter
from meydan.base.appointments.queries import FreeTime, counters, free_times

DAY = timedelta(days=1)
DAYS_SHOWN = 8


@dataclass(frozen=True)
class CounterChoice:
    """A counter that takes people for the service."""

    counter: Counter
    href: str
    is_current: bool


@dataclass(frozen=True)
class DayChoice:
    """A day with how many places are left."""

    on: date
    free: int
    href: str
    is_current: bool


@dataclass(frozen=True)
class HourChoice:
    """A time of the day; the mark is what the form sends."""

    mark: str
    starts_at: datetime
    free: int
    is_chosen: bool


@dataclass(frozen=True)
class Choice:
    """Everything the page draws; without hours there is nothing to choose."""

    counters: Sequence[CounterChoice]
    days: Sequence[DayChoice]
    hours: Sequence[HourChoice]
    day: date | None
    counter: Counter | None
    earlier: str
    later: str
    held_until: datetime | None
    held_words_at: datetime | None


def choice_of(
    *,
    service: str,
    looked: Mapping[str, str],
    chosen: str,
    held: Booking | None,
    now: datetime,
    by_staff: bool = False,
) -> Choice:
    """
    Return what may be chosen, at the counter and day that the reader looks at (``counter``, ``day``, ``from``).

    Without a wish it opens on the day of the chosen time, or on the next day with a place left: whoever lost a time
    sees the nearest ones.
    """
    found = counters(service=service)
    mark = read_mark(chosen)
    at = _counter(found, looked.get("counter", "") or (mark[0] if mark else ""))
    if at is None:
        return Choice([], [], [], None, None, "", "", None, None)
    zone = settings.CITY_ZONE
    today = now.astimezone(zone).date()
    mine = held.time.starts_at if held and held.time.counter_id == at.pk and _stands(held, now) else None
    times = free_times(at, today, today + DAY * at.days_ahead, now=now, by_staff=by_staff)
    open_days = [
        day for day in sorted(times) if any(one.free for one in times[day]) or _has(times[day], mine)
    ]
    wish = _day(looked.get("day", "")) or (mark[1].astimezone(zone).date() if mark else None)
    day = next(
        (one for one in open_days if wish is None or one >= wish), open_days[-1] if open_days else None
    )
    first = _day(looked.get("from", "")) or day
    begin = next((place for place, one in enumerate(open_days) if first and one >= first), 0)
    begin = max(0, min(begin, len(open_days) - DAYS_SHOWN)) if first == day else begin
    shown = open_days[begin : begin + DAYS_SHOWN]
    return Choice(
        counters=[_counter_choice(one, at) for one in found] if len(found) > 1 else [],
        days=[_day_choice(at, one, times[one], day) for one in shown],
        hours=[
            _hour(at, one, mine) for one in times.get(day, []) if one.free or one.opening.starts_at == mine
        ]
        if day
        else [],
        day=day,
        counter=at,
        earlier=_href(at, open_days[max(0, begin - DAYS_SHOWN)], paging=True) if begin else "",
        later=_href(at, open_days[begin + DAYS_SHOWN], paging=True)
        if begin + DAYS_SHOWN < len(open_days)
        else "",
        held_until=held.held_until if held and mine else None,
        held_words_at=mine,
    )


def _stands(held: Booking, now: datetime) -> bool:
    return held.held_until is None or held.held_until > now


def _has(times: Sequence[FreeTime], starts_at: datetime | None) -> bool:
    return any(one.opening.starts_at == starts_at for one in times)


def _counter(found: Sequence[Counter], code: str) -> Counter | None:
    return next((one for one in found if one.code == code), found[0] if found else None)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _href(counter: Counter, day: date, *, paging: bool = False) -> str:
    asked = {"counter": counter.code, "day": day.isoformat()} | ({"from": day.isoformat()} if paging else {})
    return "?" + urlencode(asked)


def _counter_choice(one: Counter, current: Counter) -> CounterChoice:
    return CounterChoice(one, "?" + urlencode({"counter": one.code}), one.pk == current.pk)


def _day_choice(counter: Counter, on: date, times: Sequence[FreeTime], current: date | None) -> DayChoice:
    return DayChoice(on, sum(one.free for one in times), _href(counter, on), on == current)


def _hour(counter: Counter, one: FreeTime, mine: datetime | None) -> HourChoice:
    starts_at = one.opening.starts_at
    return HourChoice(write_mark(counter.code, starts_at), starts_at, one.free, starts_at == mine)
