"""The very cases that a figure counts, so that anybody can look at each of them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from meydan.kernel.cases.models import Case, Clock, Document
from meydan.kernel.cases.queries.catalogue import FROM_HOME

Services = str | list[str]


def cases_about(service: Services = "", source: str = "", unit: str = "") -> QuerySet[Case]:
    """Return the cases of some services, of a source, of a unit; all where nothing is named."""
    cases = Case.objects.all()
    if service:
        cases = cases.filter(service__code__in=[service] if isinstance(service, str) else service)
    if source:
        cases = cases.filter(source=source)
    return cases.filter(unit__code=unit) if unit else cases


def closed(cases: QuerySet[Case], since: datetime | None, until: datetime | None) -> QuerySet[Case]:
    """Return those closed from one moment until before another."""
    cases = cases.filter(closed_at__isnull=False)
    if since is not None:
        cases = cases.filter(closed_at__gte=since)
    return cases.filter(closed_at__lt=until) if until is not None else cases


def opened(cases: QuerySet[Case], since: datetime | None, until: datetime | None) -> QuerySet[Case]:
    """Return those opened from one moment until before another."""
    if since is not None:
        cases = cases.filter(opened_at__gte=since)
    return cases.filter(opened_at__lt=until) if until is not None else cases


def has_evidence() -> Exists:
    """Say of a case whether it holds a photo or paper as evidence."""
    return Exists(Document.objects.filter(case=OuterRef("pk"), kind=Document.Kind.EVIDENCE))


def with_evidence(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return those that hold a photo or paper as evidence."""
    return cases.filter(has_evidence())


def has_clock() -> Exists:
    """Say of a case whether it has a clock at all."""
    return Exists(Clock.objects.filter(case=OuterRef("pk")))


def clocked(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return those that have a clock at all."""
    return cases.filter(has_clock())


def is_late() -> Exists:
    """Say of a case whether one of its clocks ran out."""
    clocks = Clock.objects.filter(case=OuterRef("pk"))
    return Exists(clocks.filter(Q(state=Clock.State.MISSED) | Q(breached_at__isnull=False)))


def ever_closed(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return those closed at least once."""
    return cases.filter(Q(closed_at__isnull=False) | Q(reopened_count__gt=0))


def answered(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return those whose citizen said whether it is right."""
    return cases.filter(is_satisfied__isnull=False)


def from_home(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return those begun without a way to the counter."""
    return cases.filter(source__in=FROM_HOME)
