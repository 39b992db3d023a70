"""Counters and appointments for tests."""

from __future__ import annotations

import itertools
from datetime import datetime, time
from typing import Any

from meydan.base.appointments.models import Booking, Counter, Offering
from meydan.base.appointments.operations.booking import Person, confirm
from meydan.base.appointments.operations.taking import hold_place
from meydan.base.people.tests import factories as people

_numbers = itertools.count(1)
WORKDAYS = (0, 1, 2, 3, 4)


def counter(code: str = "white_desk", *, places: int = 1, **more: Any) -> Counter:
    """A counter of the help desk that receives people from 9 to 12 on working days, a quarter of an hour each."""
    week = {
        "weekdays": list(more.pop("weekdays", WORKDAYS)),
        "from_clock": more.pop("from_clock", time(9)),
        "until_clock": more.pop("until_clock", time(12)),
        "slot_minutes": more.pop("slot_minutes", 15),
        "places": places,
    }
    facts: dict[str, Any] = {
        "unit": people.unit("help_desk"),
        "names": {"tr": "Beyaz Masa", "fa": "میز سفید", "en": "White Desk"},
        "where": {"tr": "Giriş katı", "fa": "طبقهٔ همکف", "en": "Ground floor"},
        "services": ["appointment"],
    }
    made = Counter.objects.create(code=code, **{**facts, **more})
    Offering.objects.create(counter=made, **week)
    return made


def held(
    at: datetime, *, now: datetime, holder: str = "", counter_code: str = "white_desk", **more: Any
) -> Booking:
    """A place held by somebody."""
    return hold_place(
        holder=holder or f"forms:{next(_numbers)}:when",
        service=more.pop("service", "appointment"),
        counter_code=counter_code,
        starts_at=at,
        now=now,
        **more,
    )


def booked(
    at: datetime, *, now: datetime, phone: str = "+905321112233", name: str = "Gülşah Işık", **more: Any
) -> Booking:
    """An appointment of a case."""
    number = next(_numbers)
    by_staff = more.pop("by_staff", False)
    hold = held(at, now=now, holder=f"forms:b{number}:when", by_staff=by_staff, **more)
    return confirm(
        holder=hold.holder,
        thing=f"cases.case:{900_000 + number}",
        thing_code=f"GM-{number:04}",
        person=Person(name, phone, "", "tr"),
        now=now,
        by_staff=by_staff,
    )
