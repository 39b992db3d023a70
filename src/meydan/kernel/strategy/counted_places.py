"""The queries over areas, distances and what places hold, and over stations against the city's area."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.kernel.observations.public import stations_measuring
from meydan.kernel.places.public import area_km2, area_share, near_share, property_sum
from meydan.kernel.strategy.population import per_100k
from meydan.kernel.strategy.registry import Params, indicator_query
from meydan.numerics.figure import Figure

BOUNDARY = "boundary"
HA_PER_KM2 = 100


@indicator_query(
    "places.capacity_per_100k",
    reads=("places",),
    formula=_("People for whom the places on the layer have room, for every 100,000 inhabitants"),
    needs=_(
        "It needs places that say for how many people they have room, and the city's population in its pack"
    ),
    looks_back=False,
)
def capacity(params: Params, now: datetime) -> Figure:
    """Room on the ``layer``, by its ``property``, for every 100,000 people."""
    return per_100k(
        property_sum(code=str(params["layer"]), name=str(params.get("property", "capacity_people")))
    )


@indicator_query(
    "places.hectares_per_100k",
    reads=("places",),
    formula=_("Area of the places on the layer, what overlaps once, for every 100,000 inhabitants"),
    needs=_("It needs places drawn as areas, and the city's population in its pack"),
    looks_back=False,
)
def hectares(params: Params, now: datetime) -> Figure:
    """Area of the ``layer`` [ha] for every 100,000 people."""
    found = area_km2(codes=[str(params["layer"])])
    value = None if found.value is None else found.value * HA_PER_KM2
    return per_100k(Figure(value, found.row_count, found.last_input_at))


@indicator_query(
    "places.area_share",
    reads=("places",),
    formula=_("Area that the layers cover within the city's boundary, of the area within the boundary"),
    needs=_("It needs the city's boundary as an area, and at least one place drawn as an area on the layers"),
    looks_back=False,
)
def covered(params: Params, now: datetime) -> Figure:
    """Percent of the city's area that ``layers`` cover."""
    codes = [str(code) for code in params["layers"]]
    return area_share(codes=codes, within=str(params.get("within", BOUNDARY))).in_percent()


@indicator_query(
    "places.near_share",
    reads=("places",),
    formula=_(
        "Places of the first layer with one of the second near them in a straight line, of all of the first"
    ),
    needs=_("It needs places on both layers"),
    looks_back=False,
)
def near(params: Params, now: datetime) -> Figure:
    """Percent of the places on ``of`` with one of ``to`` within ``metres``."""
    return near_share(
        of=str(params["of"]), to=str(params["to"]), within_m=float(params["metres"])
    ).in_percent()


@indicator_query(
    "observations.stations_count",
    reads=("observations",),
    formula=_("Public stations that measure it, counted"),
    looks_back=False,
)
def station_count(params: Params, now: datetime) -> Figure:
    """How many public stations measure a property of ``kind``."""
    return stations_measuring(kind=str(params["kind"]))


@indicator_query(
    "observations.stations_per_km2",
    reads=("observations", "places"),
    formula=_("Public stations that measure it, for every square kilometre within the city's boundary"),
    needs=_("It needs the city's boundary as an area"),
    looks_back=False,
)
def station_density(params: Params, now: datetime) -> Figure:
    """Public stations that measure a property of ``kind``, for every km²."""
    stations = stations_measuring(kind=str(params["kind"]))
    area = area_km2(codes=[BOUNDARY])
    value = stations.value / area.value if stations.value is not None and area.value else None
    return Figure(value, stations.row_count, stations.last_input_at)
