"""Which plans hang out, and what was answered."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from meydan.domains.planning.errors import PlanUnknown
from meydan.domains.planning.models import Display, Objection
from meydan.kernel.cases.public import Case


def displays() -> QuerySet[Display]:
    """Return every plan that hangs out or did, the newest first, with its counts."""
    whole = Display.objects.select_related("case__service", "case__unit")
    return whole.annotate(
        objection_count=Count("objections"),
        undecided_count=Count(
            "objections", filter=Q(objections__answer="", objections__case__closed_at=None)
        ),
    ).order_by("-begins_at", "-id")


def display(code: str) -> Display:
    """
    Return a plan on display by its case's code.

    :raises PlanUnknown: if there is none
    """
    found = displays().filter(case__code=code).first()
    if found is None:
        raise PlanUnknown(code)
    return found


def open_displays(now: datetime) -> QuerySet[Display]:
    """Return the plans one may object to now, the soonest end first."""
    running = displays().filter(begins_at__lte=now, until_at__gte=now, case__closed_at=None)
    return running.order_by("until_at", "id")


def matrix(display: Display) -> list[Objection]:
    """Return the objections to a plan in the order they came, each with its case."""
    return list(display.objections.select_related("case").order_by("number"))


def waiting_cases(services: list[str]) -> QuerySet[Case]:
    """Return the open plan-change cases that do not hang out yet."""
    open_cases = Case.objects.filter(service__code__in=services, closed_at=None, display=None)
    return open_cases.select_related("service", "unit").order_by("opened_at", "id")
