"""The index agrees with brute force, the metres with another library."""

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from meydan.kernel.places.engine.distance import distances_m
from meydan.kernel.places.public import Place, area_containing, nearest, places_in
from meydan.kernel.places.tests.factories import a_layer, a_row, stored

pytestmark = [pytest.mark.django_db, pytest.mark.store]


def _random_areas(seed: int, count: int) -> list[shapely.Polygon]:
    draw = np.random.default_rng(seed)
    areas = []
    for _ in range(count):
        middle = draw.uniform((39.40, 40.41), (39.56, 40.51))
        turn = np.sort(draw.uniform(0, 2 * np.pi, draw.integers(3, 9)))
        ring = middle + 0.006 * draw.uniform(0.3, 1, len(turn))[:, None] * np.column_stack(
            [np.cos(turn), np.sin(turn)]
        )
        areas.append(shapely.Polygon(ring))
    return areas


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10_000),
    west=st.floats(39.38, 39.55),
    south=st.floats(40.39, 40.50),
    width=st.floats(0.0001, 0.08),
)
def test_a_box_finds_just_what_brute_force_finds(
    db: None, seed: int, west: float, south: float, width: float
) -> None:
    Place.objects.all().delete()
    areas = _random_areas(seed, 60)
    layer = a_layer("areas", geometry="area")
    report = stored(layer, *(a_row(str(i), geometry=area) for i, area in enumerate(areas)), replace=True)
    assert not report.refused
    box = shapely.box(west, south, west + width, south + width)
    expected = {str(i) for i, area in enumerate(areas) if shapely.make_valid(area).intersects(box)}
    assert {p.key for p in places_in(box.bounds)} == expected


def test_a_crowd_is_thinned_evenly_and_not_cut_in_clumps() -> None:
    draw = np.random.default_rng(3)
    points = draw.uniform((39.40, 40.40), (39.50, 40.50), (6000, 2))
    stored(a_layer(), *(a_row(f"p{i}", lon=lon, lat=lat) for i, (lon, lat) in enumerate(points)))
    some = places_in((39.40, 40.40, 39.50, 40.50), limit=1000)
    assert len(some) == 1000
    corners, _x, _y = np.histogram2d([p.lon for p in some], [p.lat for p in some], bins=4)
    # 62.5 expected in each of 16 squares; an index cut short leaves whole squares empty.
    assert corners.min() > 30
    assert corners.max() < 110


def test_a_private_layer_is_not_found_unless_named() -> None:
    stored(a_layer("pipes", is_public=False), a_row("a"))
    assert places_in((39, 40, 40, 41)) == []
    assert len(places_in((39, 40, 40, 41), ["pipes"])) == 1


@pytest.mark.parametrize(("lon", "lat"), [(39.48, 40.46), (44.95, 38.55), (9.52, 47.14)])
def test_metres_agree_with_the_geodesic_within_a_thousandth(lon: float, lat: float) -> None:
    draw = np.random.default_rng(1)
    points = draw.uniform((lon - 0.1, lat - 0.1), (lon + 0.1, lat + 0.1), (200, 2))
    _a, _b, truth = Geod(ellps="WGS84").inv([lon] * 200, [lat] * 200, *points.T)
    ours = distances_m(lon, lat, shapely.points(points))
    assert ours == pytest.approx(truth, rel=2e-3)
    close = truth < 5000
    assert ours[close] == pytest.approx(truth[close], rel=1e-3)


def test_the_nearest_come_first_and_are_the_nearest_of_all() -> None:
    draw = np.random.default_rng(5)
    points = draw.uniform((39.44, 40.43), (39.52, 40.49), (400, 2))
    stored(a_layer(), *(a_row(f"p{i}", lon=lon, lat=lat) for i, (lon, lat) in enumerate(points)))
    _a, _b, truth = Geod(ellps="WGS84").inv([39.48] * 400, [40.46] * 400, *points.T)
    found = nearest(39.48, 40.46, "pharmacies", 7)
    assert [n.place.key for n in found] == [f"p{i}" for i in np.argsort(truth)[:7]]
    assert [n.distance_m for n in found] == pytest.approx(sorted(truth)[:7], rel=1e-3)


def test_nothing_is_near_when_all_lies_beyond_the_reach() -> None:
    stored(a_layer(), a_row("far", lon=39.9, lat=40.46))
    assert nearest(39.48, 40.46, "pharmacies", 3, within_m=5000) == []
    assert len(nearest(39.48, 40.46, "pharmacies", 3, within_m=50_000)) == 1


def test_a_point_lies_in_the_smallest_area_that_holds_it() -> None:
    layer = a_layer("neighbourhoods", geometry="area")
    ring = shapely.box(39.4, 40.4, 39.5, 40.5) - shapely.box(39.44, 40.44, 39.46, 40.46)
    stored(
        layer,
        a_row("city", geometry=shapely.box(39.0, 40.0, 40.0, 41.0)),
        a_row("ring", geometry=ring),
    )
    assert str(area_containing(39.41, 40.41, "neighbourhoods")).endswith("/ring")
    assert str(area_containing(39.45, 40.45, "neighbourhoods")).endswith("/city")
    assert area_containing(30.0, 40.45, "neighbourhoods") is None
