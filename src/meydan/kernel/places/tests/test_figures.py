"""Areas, distances and sums for indicators, against values worked out by hand."""

from __future__ import annotations

import math

import pytest
import shapely

from meydan.kernel.places.figures import area_km2, area_share, near_share, property_sum
from meydan.kernel.places.tests.factories import MOMENT, a_layer, a_row, stored

pytestmark = pytest.mark.django_db
# Metres a degree at 40.46° north, from the tables of the ellipsoid: 84.84 km east, 111.05 km north.
EAST_KM, NORTH_KM = 84.84, 111.05


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(39.48 + west, 40.46 + south, 39.48 + east, 40.46 + north)


def test_what_overlaps_is_counted_once() -> None:
    stored(
        a_layer("parks"),
        a_row("a", geometry=box(0, 0, 0.01, 0.01)),
        a_row("b", geometry=box(0, 0, 0.01, 0.005)),
    )
    found = area_km2(codes=["parks"])
    assert found.value == pytest.approx(0.01 * EAST_KM * 0.01 * NORTH_KM, rel=2e-3)
    assert (found.row_count, found.last_input_at) == (2, MOMENT)


def test_a_point_has_no_area_and_no_area_is_no_zero() -> None:
    stored(a_layer("parks"), a_row("a"))
    assert area_km2(codes=["parks"]).value is None
    assert area_km2(codes=["nowhere"]).value is None


def test_only_what_lies_within_the_city_is_its_share() -> None:
    stored(a_layer("boundary"), a_row("town", geometry=box(0, 0, 0.01, 0.01)))
    stored(a_layer("hazard_mapped"), a_row("h", geometry=box(-0.01, 0, 0.0025, 0.01)))
    assert area_share(codes=["hazard_mapped"], within="boundary").value == pytest.approx(0.25, rel=1e-6)
    assert area_share(codes=["hazard_mapped"], within="moon").value is None


def test_near_is_measured_to_the_edge_of_an_area() -> None:
    stored(a_layer("parks"), a_row("p", geometry=box(0, 0, 0.001, 0.001)))
    metre = 1 / (EAST_KM * 1000)
    stored(
        a_layer("buildings"),
        a_row("inside", lon=39.4805, lat=40.4605),
        a_row("at 290 m", lon=39.481 + 290 * metre, lat=40.4605),
        a_row("at 310 m", lon=39.481 + 310 * metre, lat=40.4605),
        a_row("far", lon=39.55, lat=40.50),
    )
    found = near_share(of="buildings", to="parks", within_m=300)
    assert (found.value, found.row_count) == (0.5, 4)
    assert near_share(of="buildings", to="moon", within_m=300).value is None


def test_only_places_that_say_a_number_are_summed() -> None:
    stored(
        a_layer("assembly_areas"),
        a_row("a", properties={"capacity_people": 400}),
        a_row("b", properties={"capacity_people": "600"}),
        a_row("c", properties={"capacity_people": "many"}),
        a_row("d"),
    )
    found = property_sum(code="assembly_areas", name="capacity_people")
    assert (found.value, found.row_count) == (1000, 2)
    assert property_sum(code="assembly_areas", name="beds").value is None
    assert not math.isnan(found.value or 0)
