"""Tiles read back by another decoder."""

from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from meydan.kernel.places.engine.mvt import BUFFER, EXTENT, TileLayer, encode
from meydan.kernel.places.engine.tilegrid import tile_box, to_tile


def _decoded(shapes: list[Any], **columns: list[Any]) -> list[dict[str, Any]]:
    layer = TileLayer("l", np.arange(1, len(shapes) + 1), np.array(shapes, dtype=object), columns)
    tile = mapbox_vector_tile.decode(encode([layer]), default_options={"y_coord_down": True})
    return tile["l"]["features"] if tile else []


def test_the_specifications_own_example_of_a_polygon_is_met_byte_for_byte() -> None:
    # Mapbox vector tile specification 2.1, section 4.3.5.5: 9 6 12 18 10 12 24 44 15.
    from meydan.kernel.places.engine.mvt import commands

    _rows, blobs, kinds = commands(np.array([shapely.Polygon([(3, 6), (8, 12), (20, 34)])], dtype=object))
    assert list(blobs[0]) == [9, 6, 12, 18, 10, 12, 24, 44, 15]
    assert kinds == [3]


def test_the_specifications_own_example_of_two_lines_is_met() -> None:
    from meydan.kernel.places.engine.mvt import commands

    lines = shapely.MultiLineString([[(2, 2), (2, 10), (10, 10)], [(1, 1), (3, 5)]])
    _rows, blobs, _kinds = commands(np.array([lines], dtype=object))
    assert list(blobs[0]) == [9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8]


def test_the_specifications_own_example_of_points_is_met() -> None:
    from meydan.kernel.places.engine.mvt import commands

    _rows, blobs, _kinds = commands(np.array([shapely.MultiPoint([(5, 7), (3, 2)])], dtype=object))
    assert list(blobs[0]) == [17, 10, 14, 3, 9]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3900),
            st.integers(0, 3900),
            st.integers(40, 300),
            st.integers(3, 30),
            st.booleans(),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_areas_come_back_with_their_area_and_valid(drawn: list[tuple[int, int, int, int, bool]]) -> None:
    shapes = []
    for x, y, radius, corners, holed in drawn:
        turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
        ring = np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)])
        holes = [(ring - [x, y]) * 0.4 + [x, y]] if holed else []
        shapes.append(shapely.Polygon(ring, holes))
    features = _decoded(shapes, name=[f"n{i}" for i in range(len(shapes))])
    assert [f["properties"]["name"] for f in features] == [f"n{i}" for i in range(len(shapes))]
    for feature, drawn_shape in zip(features, shapes, strict=True):
        back = shape(feature["geometry"])
        assert back.is_valid
        # Rounding moves each corner by at most 0.71 units: an area by at most its outline times that.
        assert abs(back.area - drawn_shape.area) <= drawn_shape.length * 0.71


def test_the_sum_of_a_city_of_houses_keeps_its_area_within_a_thousandth() -> None:
    corners = np.random.default_rng(7).uniform(0, 4000, (8000, 2))
    sides = np.random.default_rng(8).uniform(20, 60, (8000, 2))
    houses = list(shapely.box(*corners.T, *(corners + sides).T))
    features = _decoded(houses)
    assert len(features) == len(houses)
    total = sum(shape(f["geometry"]).area for f in features)
    assert total == pytest.approx(sum(h.area for h in houses), rel=1e-3)


def test_a_real_area_keeps_its_area_within_a_thousandth_at_the_zoom_it_is_looked_at() -> None:
    park = shapely.Polygon([(39.480, 40.460), (39.4865, 40.4605), (39.487, 40.4652), (39.4795, 40.4641)])
    # Zoom 14, tile of the square: columns and rows from the slippy map formula.
    n = 2**14
    x = int((39.483 + 180) / 360 * n)
    y = int((1 - np.arcsinh(np.tan(np.radians(40.462))) / np.pi) / 2 * n)
    tiled = to_tile(np.array([park], dtype=object), 14, x, y)
    (feature,) = _decoded(list(tiled))
    clipped = shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
    assert shape(feature["geometry"]).area == pytest.approx(
        shapely.intersection(tiled[0], clipped).area, rel=1e-3
    )


def test_what_lies_beyond_the_buffer_is_cut() -> None:
    west, south, east, north = tile_box(10, 624, 386)
    wide = shapely.box(west - 1, south - 1, east + 1, north + 1)
    (feature,) = _decoded(list(to_tile(np.array([wide], dtype=object), 10, 624, 386)))
    assert shape(feature["geometry"]).bounds == (-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)


def test_a_shell_too_small_to_draw_takes_its_hole_along() -> None:
    speck = shapely.box(10.1, 10.1, 10.3, 10.3)
    assert _decoded([speck]) == []
    sliver_with_hole = shapely.Polygon(
        [(0, 0), (0.2, 0), (0.2, 100), (0, 100)], [[(0.1, 1), (0.15, 1), (0.15, 90)]]
    )
    assert _decoded([sliver_with_hole]) == []


def test_property_types_survive() -> None:
    (feature,) = _decoded([shapely.Point(1, 1)], a=["اکبر"], b=[7], c=[True], d=[2.5], e=[None], f=[-3])
    assert feature["properties"] == {"a": "اکبر", "b": 7, "c": True, "d": 2.5, "f": -3}


def test_a_mixed_collection_is_drawn_by_its_highest_dimension() -> None:
    mixed = shapely.GeometryCollection([shapely.Point(1, 1), shapely.box(0, 0, 10, 10)])
    (feature,) = _decoded([mixed])
    assert feature["geometry"]["type"] == "Polygon"
