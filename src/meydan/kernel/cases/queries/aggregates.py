"""Figures about cases for indicators: each comes with the rows behind it and its youngest input."""

from __future__ import annotations

from datetime import datetime

from django.db.models import (
    Avg,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
)

from meydan.kernel.cases.models import Case, Clock, Document, Service
from meydan.numerics.figure import Figure


def _cases(service: str | list[str] = "", source: str = "", unit: str = "") -> QuerySet[Case]:
    cases = Case.objects.all()
    if service:
        cases = cases.filter(service__code__in=[service] if isinstance(service, str) else service)
    if source:
        cases = cases.filter(source=source)
    return cases.filter(unit__code=unit) if unit else cases


def _closed(cases: QuerySet[Case], since: datetime | None, until: datetime | None) -> QuerySet[Case]:
    cases = cases.filter(closed_at__isnull=False)
    if since is not None:
        cases = cases.filter(closed_at__gte=since)
    return cases.filter(closed_at__lt=until) if until is not None else cases


def closed_count(
    *,
    service: str | list[str] = "",
    source: str = "",
    unit: str = "",
    outcome: str = "done",
    since: datetime | None = None,
    until: datetime | None = None,
    with_evidence: bool = False,
) -> Figure:
    """
    Count the closed cases.

    :param outcome: ``done``, ``refused``, ``withdrawn``; empty counts them all
    :param since, until: half-open bounds of the moment of closing
    :param with_evidence: only those closed with a photo or paper as evidence
    """
    cases = _closed(_cases(service, source, unit), since, until)
    if outcome:
        cases = cases.filter(outcome=outcome)
    if with_evidence:
        cases = cases.filter(
            Exists(Document.objects.filter(case=OuterRef("pk"), kind=Document.Kind.EVIDENCE))
        )
    found = cases.aggregate(count=Count("pk"), last=Max("closed_at"))
    return Figure.of_count(found["count"], found["last"])


def closed_in_time_share(
    *,
    service: str | list[str] = "",
    source: str = "",
    unit: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Figure:
    """Return the share [0..1] of closed cases with a clock that missed none of their clocks."""
    clocks = Clock.objects.filter(case=OuterRef("pk"))
    cases = _closed(_cases(service, source, unit), since, until).filter(Exists(clocks))
    late = Exists(clocks.filter(Q(state=Clock.State.MISSED) | Q(breached_at__isnull=False)))
    found = cases.aggregate(count=Count("pk"), in_time=Count("pk", filter=~late), last=Max("closed_at"))
    return Figure.of_share(found["in_time"], found["count"], found["last"])


def reply_days(
    *,
    service: str | list[str] = "",
    source: str = "",
    unit: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Figure:
    """Return the mean days from opening to closing; stopped time counts, for the citizen waited it too."""
    took = ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
    cases = _closed(_cases(service, source, unit), since, until)
    found = cases.aggregate(mean=Avg(took), count=Count("pk"), last=Max("closed_at"))
    value = found["mean"].total_seconds() / 86400 if found["count"] else None
    return Figure(value, found["count"], found["last"])


def open_count(
    *, service: str | list[str] = "", source: str = "", unit: str = "", overdue_at: datetime | None = None
) -> Figure:
    """Count the open cases; with ``overdue_at`` only those whose nearest clock ran out before it."""
    cases = _cases(service, source, unit).filter(closed_at=None)
    if overdue_at is not None:
        cases = cases.filter(due_at__lt=overdue_at)
    found = cases.aggregate(count=Count("pk"), last=Max("updated_at"))
    return Figure.of_count(found["count"], found["last"])


def services_online_share(*, kinds: list[str] | None = None) -> Figure:
    """Return the share [0..1] of active services (of some ``kinds`` only) that can be begun on this site."""
    services = Service.objects.filter(is_active=True)
    if kinds:
        services = services.filter(kind__in=kinds)
    found = services.aggregate(
        count=Count("pk"), online=Count("pk", filter=Q(is_online=True)), last=Max("loaded_at")
    )
    return Figure.of_share(found["online"], found["count"], found["last"])


def reopen_share(
    *,
    service: str | list[str] = "",
    unit: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Figure:
    """Return the share [0..1] of cases ever closed that were opened again at least once."""
    ever = _cases(service, "", unit).filter(Q(closed_at__isnull=False) | Q(reopened_count__gt=0))
    if since is not None:
        ever = ever.filter(opened_at__gte=since)
    if until is not None:
        ever = ever.filter(opened_at__lt=until)
    found = ever.aggregate(
        count=Count("pk"), again=Count("pk", filter=Q(reopened_count__gt=0)), last=Max("updated_at")
    )
    return Figure.of_share(found["again"], found["count"], found["last"])


def satisfied_share(
    *,
    service: str | list[str] = "",
    unit: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Figure:
    """Return the share [0..1] of citizens who said they were satisfied, among those who answered."""
    asked = _closed(_cases(service, "", unit), since, until).filter(is_satisfied__isnull=False)
    found = asked.aggregate(
        count=Count("pk"), yes=Count("pk", filter=Q(is_satisfied=True)), last=Max("closed_at")
    )
    return Figure.of_share(found["yes"], found["count"], found["last"])
