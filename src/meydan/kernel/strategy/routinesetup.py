"""What a city says of its smart-city unit and of the question of every quarter, in ``smart_unit.toml`` of its pack."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from meydan.base.locale.public import NoWorkingDay, next_workday
from meydan.base.packs.public import current
from meydan.base.people.public import OrgUnit
from meydan.base.sealing.public import keyed_digest
from meydan.numerics.months import add_months, quarter_bucket

PURPOSE = b"meydan strategy: questions of a quarter"


@dataclass(frozen=True)
class UnitSetup:
    """The unit's code, whether it asks every quarter, and after how many days it reminds."""

    code: str
    asks: bool = True
    reminders_days: tuple[int, ...] = (7, 14)
    document: dict[str, Any] = field(default_factory=dict)


def setup() -> UnitSetup:
    """What the pack says; without a word the unit is ``smart_city`` and asks."""
    document = current().document("smart_unit")
    head, routine = document.get("unit", {}), document.get("routine", {})
    return UnitSetup(
        code=str(head.get("code", "smart_city")),
        asks=bool(routine.get("enabled", True)),
        reminders_days=tuple(int(day) for day in routine.get("reminders_days", (7, 14))),
        document=document,
    )


def smart_unit() -> OrgUnit | None:
    """The smart-city unit of this city, where it has one."""
    return OrgUnit.objects.filter(code=setup().code).first()


@dataclass(frozen=True)
class QuarterDays:
    """The quarter of a day: its first day, the first of the next, and the working day on which it is asked."""

    starts_on: date
    ends_on: date
    asks_on: date


def quarter_of(day: date) -> QuarterDays:
    """The quarter that holds a day, as the calendar of the city counts: in Iran it begins on the first of Farvardin."""
    pack = current()
    starts_on = quarter_bucket(day, pack.calendar)
    try:
        asks_on = next_workday(starts_on, pack.work_calendar())
    except NoWorkingDay:
        asks_on = starts_on
    return QuarterDays(starts_on, add_months(starts_on, 3, pack.calendar), asks_on)


def secret() -> bytes:
    """The key with which this home signs its codes."""
    return keyed_digest("codes", purpose=PURPOSE).encode()


def address_digest(address: str) -> str:
    """By which a sender is known again without keeping the address."""
    return keyed_digest(address.strip().lower(), purpose=PURPOSE) if address else ""
