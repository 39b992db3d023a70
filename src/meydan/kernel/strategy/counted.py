"""The queries this room registers itself, over observations and places."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from meydan.kernel.observations.public import (
    PropertyMean,
    alerts_acted,
    alerts_dismissed,
    mean_of_property,
    means_of_properties,
    stations_live,
)
from meydan.kernel.places.public import count_in_layer
from meydan.kernel.strategy.registry import Params, Together, indicator_query, since
from meydan.numerics.figure import Figure


@indicator_query(
    "observations.alerts_acted_share",
    reads=("cases", "observations"),
    formula=_("Alerts that became a case closed with evidence, of all alerts that ended"),
)
def alerts_acted_share(params: Params, now: datetime) -> Figure:
    """Percent of ended alerts on which people acted."""
    return alerts_acted(properties=list(params.get("properties", [])), since=since(params, now), until=now)


@indicator_query(
    "observations.alerts_dismissed_share",
    reads=("observations",),
    formula=_("Alerts that people dismissed with a reason, of all alerts that ended"),
    needs=_("It needs alerts that have ended"),
)
def alerts_dismissed_share(params: Params, now: datetime) -> Figure:
    """Percent of ended alerts that turned out to be unfounded."""
    return alerts_dismissed(
        properties=list(params.get("properties", [])), since=since(params, now), until=now
    )


@indicator_query(
    "observations.mean_of_property",
    reads=("observations",),
    formula=_("Mean of the public stations' daily means"),
    ages_by_input=True,
    together=Together(
        lambda params, now: PropertyMean(str(params["property"]), since(params, now), now),
        means_of_properties,
    ),
)
def mean_of(params: Params, now: datetime) -> Figure:
    """Mean of a property over public stations."""
    return mean_of_property(code=str(params["property"]), since=since(params, now), until=now)


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
