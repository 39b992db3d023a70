"""What the room of appointments is told of cases: the services one may book for, and where a case is read."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from meydan.base.appointments.public import Booking, Matter, Pages
from meydan.kernel.cases.queries.cases import services

THING = "cases.case"


def matters() -> Mapping[str, Matter]:
    """Every public service that is asked for with a form, by code: an appointment is an answer of a form."""
    found = services().exclude(form="")
    return {
        one.code: Matter(
            one.code,
            one.names,
            reverse("cases:service", args=[one.code]),
            reverse("cases:apply", args=[one.code]),
        )
        for one in found
    }


def _citizen(booking: Booking) -> str:
    return reverse("cases:own_time", args=[booking.thing_code])


def _staff(booking: Booking) -> str:
    return reverse("cases:case", args=[int(booking.thing.partition(":")[2])])


PAGES = Pages(citizen=_citizen, staff=_staff)
