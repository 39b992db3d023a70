"""Who came to the sample town's counters these days, and who is expected."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from meydan.base.appointments.public import (
    Booking,
    Counter,
    Opening,
    Person,
    confirm,
    counters,
    hold_place,
    mark,
    openings_on,
)
from meydan.base.packs.public import current
from meydan.base.people.public import Account
from meydan.kernel.cases.public import Case, open_case

DAY = timedelta(days=1)
DAYS_BACK, DAYS_AHEAD = 12, 6
# Of the places of a counter, how many are taken on a day; and how many of those who booked do not come.
TAKEN_SHARE, MISSED_SHARE = 0.2, 0.15
MOST_A_DAY = 5
NAMES = {"tr": "Örnek Kişi", "fa": "شخص نمونه", "en": "Sample Person"}


def fill_counters(*, seed: int, actor: Account, now: datetime) -> int:
    """Book appointments of the days around now at the sample counters; return how many. Nothing if there are any."""
    if Booking.objects.filter(is_sample=True).exists():
        return 0
    chance, today, count = np.random.default_rng(seed), now.date(), 0
    for counter in counters():
        if not counter.is_sample or "appointment" not in counter.services:
            continue
        for number in range(-DAYS_BACK, DAYS_AHEAD + 1):
            for opening in _some(counter, today + DAY * number, chance):
                count += 1
                _book(counter, opening, count, chance, actor, now)
    return count


def _some(counter: Counter, day: date, chance: Any) -> list[Opening]:
    drawn = [one for one in openings_on(counter, day) if chance.random() < TAKEN_SHARE]
    return drawn[:MOST_A_DAY]


def _book(
    counter: Counter, opening: Opening, number: int, chance: Any, actor: Account, now: datetime
) -> None:
    at = min(opening.starts_at - 2 * DAY, now)
    language, holder = current().default_language, f"sample:{number}"
    hold_place(
        holder=holder,
        service="appointment",
        counter_code=counter.code,
        starts_at=opening.starts_at,
        now=at,
        by_staff=True,
    )
    case = open_case(
        service="appointment",
        unit=counter.unit,
        source=Case.Source.COUNTER,
        now=at,
        is_sample=True,
        is_told=False,
    )
    booking = confirm(
        holder=holder,
        thing=case.ref,
        thing_code=case.code,
        person=Person(name=NAMES.get(language, NAMES["en"]), language=language),
        now=at,
        by_staff=True,
        is_sample=True,
    )
    if opening.ends_at < now:
        mark(
            booking_id=booking.pk, came=bool(chance.random() > MISSED_SHARE), actor=actor, now=opening.ends_at
        )
