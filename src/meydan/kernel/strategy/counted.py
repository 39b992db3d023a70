"""The queries this room registers itself, over cases, observations and places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from meydan.kernel.cases.public import Case, aggregates, counted, services
from meydan.kernel.observations.public import alerts_acted, mean_of_property, stations_live
from meydan.kernel.places.public import count_in_layer
from meydan.kernel.strategy.registry import indicator_query
from meydan.numerics.figure import Figure

Params = Mapping[str, Any]


def _services(params: Params) -> list[str]:
    """The services that ``services`` names and those of the ``kinds``; empty for all."""
    named = [str(code) for code in params.get("services", [])]
    kinds = params.get("kinds", [])
    if kinds:
        named += list(services(public_only=False).filter(kind__in=kinds).values_list("code", flat=True))
        return named or ["-"]  # a kind without services has no cases, rather than every case
    return named


def _since(params: Params, now: datetime) -> datetime | None:
    return now - timedelta(days=float(params["days"])) if "days" in params else None


def _about(params: Params) -> dict[str, Any]:
    return {
        "service": _services(params),
        "source": str(params.get("source", "")),
        "unit": str(params.get("unit", "")),
    }


def _all_closed(params: Params, now: datetime) -> QuerySet[Case]:
    return counted.closed(counted.cases_about(**_about(params)), _since(params, now), now)


def _closed_so(params: Params, now: datetime) -> QuerySet[Case]:
    outcome = str(params.get("outcome", "done"))
    found = _all_closed(params, now)
    found = found.filter(outcome=outcome) if outcome else found
    return counted.with_evidence(found) if params.get("with_evidence") else found


def _all_opened(params: Params, now: datetime) -> QuerySet[Case]:
    return counted.opened(counted.cases_about(**_about(params)), _since(params, now), now)


@indicator_query(
    "cases.closed_count", reads=("cases",), formula=_("Closed cases, counted"), behind=_closed_so
)
def closed_count(params: Params, now: datetime) -> Figure:
    """Cases closed within ``days``; ``with_evidence`` counts only those with a photo or paper."""
    return aggregates.closed_count(
        **_about(params),
        outcome=str(params.get("outcome", "done")),
        since=_since(params, now),
        until=now,
        with_evidence=bool(params.get("with_evidence")),
    )


@indicator_query(
    "cases.closed_in_time_share",
    reads=("cases",),
    formula=_("Cases closed before their clock ran out, of all closed cases"),
    behind=lambda params, now: counted.clocked(_all_closed(params, now)),
)
def closed_in_time_share(params: Params, now: datetime) -> Figure:
    """Percent of closed cases that missed no clock."""
    return aggregates.closed_in_time_share(
        **_about(params), since=_since(params, now), until=now
    ).in_percent()


@indicator_query(
    "cases.reply_days",
    reads=("cases",),
    formula=_("Days from opening to closing, on average"),
    behind=_all_closed,
)
def reply_days(params: Params, now: datetime) -> Figure:
    """Mean days from opening to closing."""
    return aggregates.reply_days(**_about(params), since=_since(params, now), until=now)


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
)
def reopen_share(params: Params, now: datetime) -> Figure:
    """Percent of closed cases that were opened again."""
    about = _about(params)
    return aggregates.reopen_share(
        service=about["service"], unit=about["unit"], since=_since(params, now), until=now
    ).in_percent()


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
)
def satisfied_share(params: Params, now: datetime) -> Figure:
    """Percent of answers that say satisfied."""
    return aggregates.satisfied_share(
        service=_services(params), since=_since(params, now), until=now
    ).in_percent()


@indicator_query(
    "cases.breach_share",
    reads=("cases",),
    formula=_("Cases of which a clock ran out, of all cases opened that have one"),
    looks_back=False,
    behind=lambda params, now: counted.clocked(_all_opened(params, now)),
)
def breach_share(params: Params, now: datetime) -> Figure:
    """Percent of cases, open or closed, that missed a clock."""
    about = _about(params)
    return aggregates.breach_share(
        service=about["service"], unit=about["unit"], since=_since(params, now), until=now
    ).in_percent()


@indicator_query(
    "cases.visits_avoided",
    reads=("cases",),
    formula=_("Closed cases that began from home, counted: a way to the counter each"),
    behind=lambda params, now: counted.from_home(_all_closed(params, now)),
)
def visits_avoided(params: Params, now: datetime) -> Figure:
    """How many ways to the counter nobody had to make."""
    return aggregates.visits_avoided(service=_services(params), since=_since(params, now), until=now)


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
    return aggregates.documents_asked_again(since=_since(params, now), until=now)


@indicator_query(
    "observations.alerts_acted_share",
    reads=("cases", "observations"),
    formula=_("Alerts that became a case closed with evidence, of all alerts that ended"),
)
def alerts_acted_share(params: Params, now: datetime) -> Figure:
    """Percent of ended alerts on which people acted."""
    return alerts_acted(properties=list(params.get("properties", [])), since=_since(params, now), until=now)


@indicator_query(
    "observations.mean_of_property",
    reads=("observations",),
    formula=_("Mean of the public stations' daily means"),
    ages_by_input=True,
)
def mean_of(params: Params, now: datetime) -> Figure:
    """Mean of a property over public stations."""
    return mean_of_property(code=str(params["property"]), since=_since(params, now), until=now)


@indicator_query(
    "observations.station_share_live",
    reads=("observations",),
    formula=_("Stations heard within the last hours, of all stations"),
    looks_back=False,
    ages_by_input=True,
)
def station_share_live(params: Params, now: datetime) -> Figure:
    """Percent of stations heard within ``hours``."""
    return stations_live(within=timedelta(hours=float(params.get("hours", 3))), now=now)


@indicator_query(
    "places.count_in_layer",
    reads=("places",),
    formula=_("Places on the layer, counted"),
    looks_back=False,
)
def places_in_layer(params: Params, now: datetime) -> Figure:
    """How many places a layer has."""
    return count_in_layer(code=str(params["layer"]))
