"""Figures about cases for indicators: each comes with the rows behind it and its youngest input."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Max, Q

from meydan.kernel.cases.models import Service
from meydan.kernel.cases.queries import counted
from meydan.kernel.cases.queries.counted import cases_about, closed
from meydan.numerics.figure import Figure


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
    cases = closed(cases_about(service, source, unit), since, until)
    if outcome:
        cases = cases.filter(outcome=outcome)
    if with_evidence:
        cases = counted.with_evidence(cases)
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
    cases = counted.clocked(closed(cases_about(service, source, unit), since, until))
    found = cases.aggregate(
        count=Count("pk"), in_time=Count("pk", filter=~counted.is_late()), last=Max("closed_at")
    )
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
    cases = closed(cases_about(service, source, unit), since, until)
    found = cases.aggregate(mean=Avg(took), count=Count("pk"), last=Max("closed_at"))
    value = found["mean"].total_seconds() / 86400 if found["count"] else None
    return Figure(value, found["count"], found["last"])


def open_count(
    *, service: str | list[str] = "", source: str = "", unit: str = "", overdue_at: datetime | None = None
) -> Figure:
    """Count the open cases; with ``overdue_at`` only those whose nearest clock ran out before it."""
    cases = cases_about(service, source, unit).filter(closed_at=None)
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
    source: str = "",
    unit: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Figure:
    """Return the share [0..1] of cases ever closed that were opened again at least once."""
    ever = counted.opened(counted.ever_closed(cases_about(service, source, unit)), since, until)
    found = ever.aggregate(
        count=Count("pk"), again=Count("pk", filter=Q(reopened_count__gt=0)), last=Max("updated_at")
    )
    return Figure.of_share(found["again"], found["count"], found["last"])


def satisfied_share(
    *,
    service: str | list[str] = "",
    source: str = "",
    unit: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Figure:
    """Return the share [0..1] of citizens who said they were satisfied, among those who answered."""
    asked = counted.answered(closed(cases_about(service, source, unit), since, until))
    found = asked.aggregate(
        count=Count("pk"), yes=Count("pk", filter=Q(is_satisfied=True)), last=Max("closed_at")
    )
    return Figure.of_share(found["yes"], found["count"], found["last"])


def breach_share(
    *,
    service: str | list[str] = "",
    source: str = "",
    unit: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Figure:
    """Return the share [0..1] of cases with a clock, open or closed, of which a clock ran out."""
    cases = counted.clocked(counted.opened(cases_about(service, source, unit), since, until))
    found = cases.aggregate(
        count=Count("pk"), late=Count("pk", filter=counted.is_late()), last=Max("updated_at")
    )
    return Figure.of_share(found["late"], found["count"], found["last"])


def visits_avoided(
    *,
    service: str | list[str] = "",
    source: str = "",
    unit: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Figure:
    """Count the closed cases that began from home: each is a way to the counter that nobody had to make."""
    cases = counted.from_home(closed(cases_about(service, source, unit), since, until))
    found = cases.aggregate(count=Count("pk"), last=Max("closed_at"))
    return Figure.of_count(found["count"], found["last"])


def documents_held_share() -> Figure:
    """Return the share [0..1] of documents that public services ask for and somebody official holds already."""
    services = Service.objects.filter(is_active=True, is_public=True)
    asked = [document for documents in services.values_list("documents", flat=True) for document in documents]
    held = sum(bool(document.get("held_by")) for document in asked)
    return Figure.of_share(held, len(asked), services.aggregate(last=Max("loaded_at"))["last"])


def documents_asked_again(*, since: datetime | None = None, until: datetime | None = None) -> Figure:
    """Count, over the cases opened, the documents asked for although somebody official holds them."""
    rows = counted.opened(cases_about(), since, until).values("service__documents", "service_id")
    found = rows.annotate(count=Count("pk"), last=Max("opened_at")).order_by("service_id")
    total, last = 0, None
    for row in found:
        held = sum(bool(document.get("held_by")) for document in row["service__documents"])
        total += held * row["count"]
        if held:
            last = max(last, row["last"]) if last else row["last"]
    return Figure.of_count(total, last)
