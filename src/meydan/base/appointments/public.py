"""The door of this room."""

from meydan.base.appointments.calendarfile import as_calendar
from meydan.base.appointments.choosing import Choice, choice_of
from meydan.base.appointments.engine.marks import read_mark
from meydan.base.appointments.engine.pattern import Opening
from meydan.base.appointments.engine.rules import changeable_until
from meydan.base.appointments.events import AppointmentChanged
from meydan.base.appointments.figures import days_until_free, missed_share
from meydan.base.appointments.models import Booking, Counter
from meydan.base.appointments.operations.booking import (
    MissedTooOften,
    NotBooked,
    NotHeld,
    Person,
    TooEarly,
    TooLate,
    call_off,
    confirm,
    mark,
    may_change,
    move,
)
from meydan.base.appointments.operations.erasing import forget_person
from meydan.base.appointments.operations.taking import TimeFull, TimeNotOffered, hold_place
from meydan.base.appointments.presentation import booking_words, change_until_words
from meydan.base.appointments.queries import Busy, counters, how_busy, of_thing, openings_on
from meydan.base.appointments.registry import Matter, Pages, register_matters, register_pages

__all__ = [
    "AppointmentChanged",
    "Booking",
    "Busy",
    "Choice",
    "Counter",
    "Matter",
    "MissedTooOften",
    "NotBooked",
    "NotHeld",
    "Opening",
    "Pages",
    "Person",
    "TimeFull",
    "TimeNotOffered",
    "TooEarly",
    "TooLate",
    "as_calendar",
    "booking_words",
    "call_off",
    "change_until_words",
    "changeable_until",
    "choice_of",
    "confirm",
    "counters",
    "days_until_free",
    "forget_person",
    "hold_place",
    "how_busy",
    "mark",
    "may_change",
    "missed_share",
    "move",
    "of_thing",
    "openings_on",
    "read_mark",
    "register_matters",
    "register_pages",
]
