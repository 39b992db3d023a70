"""What rooms above say about appointments: the services they are for, and the pages of what they belong to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from meydan.base.appointments.models import Booking


@dataclass(frozen=True)
class Matter:
    """A service people book for: its names, its page, and where booking begins."""

    code: str
    names: Mapping[str, str]
    href: str
    book_href: str


Matters = Callable[[], Mapping[str, Matter]]


@dataclass(frozen=True)
class Pages:
    """Where a kind of thing is read: by whoever holds the appointment, and by staff."""

    citizen: Callable[[Booking], str]
    staff: Callable[[Booking], str]


class AlreadyRegistered(Exception):
    """Two rooms claim the same."""


_matters: list[Matters] = []
_pages: dict[str, Pages] = {}


def register_matters(matters: Matters) -> None:
    """
    Say which services people may book for; called from ``apps.ready()``.

    :raises AlreadyRegistered: if another room does already
    """
    if _matters and _matters[0] is not matters:
        raise AlreadyRegistered("matters")
    _matters[:] = [matters]


def matters() -> Mapping[str, Matter]:
    """The services by code."""
    return _matters[0]() if _matters else {}


def register_pages(kind: str, pages: Pages) -> None:
    """
    Say where things such as ``cases.case`` are read; called from ``apps.ready()``.

    :raises AlreadyRegistered: if another room has the kind
    """
    if _pages.setdefault(kind, pages) is not pages:
        raise AlreadyRegistered(kind)


def page_of(booking: Booking) -> str:
    """The page of whoever holds an appointment; empty where no room has one."""
    pages = _pages.get(booking.thing.partition(":")[0])
    return pages.citizen(booking) if pages else ""


def desk_page_of(booking: Booking) -> str:
    """The page of staff about what an appointment belongs to; empty where no room has one."""
    pages = _pages.get(booking.thing.partition(":")[0])
    return pages.staff(booking) if pages else ""
