"""The queries this room registers itself, over cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from meydan.kernel.cases.public import Case, Measure, Only, Part, aggregates, counted
from meydan.kernel.strategy.registry import Params, indicator_query, since
from meydan.kernel.strategy.tallies import named_services, of_cases, of_closed
from meydan.numerics.figure import Figure


def _about(params: Params) -> dict[str, Any]:
    return {
        "service": named_services(params),
        "source": str(params.get("source", "")),
        "unit": str(params.get("unit", "")),
    }


def _all_closed(params: Params, now: datetime) -> QuerySet[Case]:
    return counted.closed(counted.cases_about(**_about(params)), since(params, now), now)


def _closed_so(params: Params, now: datetime) -> QuerySet[Case]:
    outcome = str(params.get("outcome", "done"))
    found = _all_closed(params, now)
    found = found.filter(outcome=outcome) if outcome else found
    return counted.with_evidence(found) if params.get("with_evidence") else found


def _all_opened(params: Params, now: datetime) -> QuerySet[Case]:
    return counted.opened(counted.cases_about(**_about(params)), since(params, now), now)


@indicator_query(
    "cases.closed_count",
    reads=("cases",),
    formula=_("Closed cases, counted"),
    behind=_closed_so,
    together=of_closed(),
)
def closed_count(params: Params, now: datetime) -> Figure:
    """Cases closed within ``days``; ``with_evidence`` counts only those with a photo or paper."""
    return aggregates.closed_count(
        **_about(params),
        outcome=str(params.get("outcome", "done")),
        since=since(params, now),
        until=now,
        with_evidence=bool(params.get("with_evidence")),
    )


@indicator_query(
    "cases.closed_in_time_share",
    reads=("cases",),
    formula=_("Cases closed before their clock ran out, of all closed cases"),
    behind=lambda params, now: counted.clocked(_all_closed(params, now)),
    together=of_cases(Only.CLOSED, Only.CLOCKED, measure=Measure.PERCENT, part=Part.IN_TIME),
)
def closed_in_time_share(params: Params, now: datetime) -> Figure:
    """Percent of closed cases that missed no clock."""
    return aggregates.closed_in_time_share(**_about(params), since=since(params, now), until=now).in_percent()


@indicator_query(
    "cases.reply_days",
    reads=("cases",),
    formula=_("Days from opening to closing, on average"),
    behind=_all_closed,
    together=of_cases(Only.CLOSED, measure=Measure.MEAN_DAYS),
)
def reply_days(params: Params, now: datetime) -> Figure:
    """Mean days from opening to closing."""
    return aggregates.reply_days(**_about(params), since=since(params, now), until=now)


@indicator_query("cases.open_count", reads=("cases",), formula=_("Cases open now"), looks_back=False)
def open_count(params: Params, now: datetime) -> Figure:
    """Cases open now; ``overdue`` counts only those past their clock."""
    return aggregates.open_count(**_about(params), overdue_at=now if params.get("overdue") else None)


@indicator_query(
    "cases.reopen_share",
    reads=("cases",),
    formula=_("Cases opened again, of all that were closed"),
    behind=lambda params, now: counted.ever_closed(_all_opened(params, now)),
    looks_back=False,
    together=of_cases(Only.EVER_CLOSED, measure=Measure.PERCENT, part=Part.AGAIN),
)
def reopen_share(params: Params, now: datetime) -> Figure:
    """Percent of closed cases that were opened again."""
    return aggregates.reopen_share(**_about(params), since=since(params, now), until=now).in_percent()


@indicator_query(
    "cases.services_online_share",
    reads=("cases",),
    formula=_("Services that can be begun online, of all services"),
    looks_back=False,
)
def services_online_share(params: Params, now: datetime) -> Figure:
    """Percent of services that can be begun online."""
    return aggregates.services_online_share(kinds=[str(k) for k in params.get("kinds", [])]).in_percent()


@indicator_query(
    "cases.satisfied_share",
    reads=("cases",),
    formula=_("Citizens who said they were satisfied, of those who answered"),
    behind=lambda params, now: counted.answered(_all_closed(params, now)),
    together=of_cases(Only.CLOSED, Only.ANSWERED, measure=Measure.PERCENT, part=Part.SATISFIED),
)
def satisfied_share(params: Params, now: datetime) -> Figure:
    """Percent of answers that say satisfied."""
    return aggregates.satisfied_share(**_about(params), since=since(params, now), until=now).in_percent()


@indicator_query(
    "cases.breach_share",
    reads=("cases",),
    formula=_("Cases of which a clock ran out, of all cases opened that have one"),
    looks_back=False,
    behind=lambda params, now: counted.clocked(_all_opened(params, now)),
    together=of_cases(Only.CLOCKED, measure=Measure.PERCENT, part=Part.LATE),
)
def breach_share(params: Params, now: datetime) -> Figure:
    """Percent of cases, open or closed, that missed a clock."""
    return aggregates.breach_share(**_about(params), since=since(params, now), until=now).in_percent()


@indicator_query(
    "cases.visits_avoided",
    reads=("cases",),
    formula=_("Closed cases that began from home, counted: a way to the counter each"),
    behind=lambda params, now: counted.from_home(_all_closed(params, now)),
    together=of_cases(Only.CLOSED, Only.FROM_HOME),
)
def visits_avoided(params: Params, now: datetime) -> Figure:
    """How many ways to the counter nobody had to make."""
    return aggregates.visits_avoided(**_about(params), since=since(params, now), until=now)


@indicator_query(
    "cases.documents_held_share",
    reads=("cases",),
    formula=_("Documents that the state or the municipality holds already, of all that services ask for"),
    looks_back=False,
)
def documents_held_share(params: Params, now: datetime) -> Figure:
    """Percent of the documents asked for that need not be asked."""
    return aggregates.documents_held_share().in_percent()


@indicator_query(
    "cases.documents_asked_again",
    reads=("cases",),
    formula=_("Over the cases opened, documents asked for although they are held already"),
    looks_back=False,
)
def documents_asked_again(params: Params, now: datetime) -> Figure:
    """How many documents people carried for nothing."""
    return aggregates.documents_asked_again(since=since(params, now), until=now)
