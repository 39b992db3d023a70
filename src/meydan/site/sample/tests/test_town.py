"""The town is believable, repeatable and whole."""

import dataclasses
import itertools

import numpy as np
import osmium
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.site.sample.engine.osm_file import osm_xml
from meydan.site.sample.engine.town import build
from meydan.site.sample.engine.valley import Valley
from meydan.site.sample.operations.town import spec_of

CITIES = ["tr/gumushane", "ir/khoy", "generic"]
METRIC_M = 111_195.0  # metres a degree of latitude on the mean sphere


@pytest.fixture(params=CITIES)
def town(request, pack):
    return build(spec_of(pack(request.param)))


def test_the_same_seed_gives_the_same_town(pack):
    spec = spec_of(pack("tr/gumushane"))
    once, again, other = build(spec), build(spec), build(dataclasses.replace(spec, seed=spec.seed + 1))
    assert [f.key for f in once.features] == [f.key for f in again.features]
    assert all(a.geometry.equals(b.geometry) for a, b in zip(once.features, again.features, strict=True))
    assert [f.names for f in once.layer("streets")] != [f.names for f in other.layer("streets")]


def test_every_shape_is_valid_and_every_key_is_used_once(town):
    assert all(feature.geometry.is_valid and not feature.geometry.is_empty for feature in town.features)
    keys = [(feature.layer, feature.key) for feature in town.features]
    assert len(keys) == len(set(keys))


def test_the_town_lies_about_its_real_centre(town):
    middle = shapely.union_all([f.geometry for f in town.layer("boundary")]).centroid
    assert abs(middle.x - town.spec.centre[0]) < 0.02
    assert abs(middle.y - town.spec.centre[1]) < 0.02


def test_buildings_stand_on_their_own_parcel(town):
    parcels = {f.key: f.geometry for f in town.layer("parcels")}
    buildings = town.layer("buildings")
    assert len(buildings) > 1000
    for building in buildings[::7]:
        ground = parcels[building.properties["parcel"]]
        assert building.geometry.intersection(ground).area > 0.97 * building.geometry.area, building.key


def test_parcels_do_not_overlap(town):
    shapes = np.array([f.geometry for f in town.layer("parcels")])
    tree = shapely.STRtree(shapes)
    left, right = tree.query(shapes, predicate="overlaps")
    shared = shapely.area(shapely.intersection(shapes[left], shapes[right]))
    assert (shared < 0.02 * shapely.area(shapes[left])).all()


def test_no_building_stands_in_the_river_or_on_the_main_road(town):
    river = town.layer("water")[0].geometry
    roads = shapely.union_all(
        [f.geometry for f in town.layer("streets") if f.properties["kind"] == "primary"]
    )
    bodies = np.array([f.geometry for f in town.layer("buildings")])
    assert not shapely.intersects(bodies, river).any()
    assert not shapely.intersects(bodies, roads).any()


def test_the_middle_of_town_is_taller_than_its_edge(town):
    middle = shapely.Point(town.spec.centre)
    floors = [(f.geometry.distance(middle), f.properties["floors"]) for f in town.layer("buildings")]
    near = [n for distance, n in floors if distance < 0.006]
    far = [n for distance, n in floors if distance > 0.016]
    assert np.mean(near) > np.mean(far) + 0.5


def test_signs_are_in_the_language_of_the_place(pack):
    turkish = build(spec_of(pack("tr/gumushane")))
    persian = build(spec_of(pack("ir/khoy")))
    assert any(f.names["tr"].endswith(" Caddesi") for f in turkish.layer("streets"))
    assert all(f.names["fa"].startswith(("خیابان", "کوچه")) for f in persian.layer("streets"))
    assert turkish.layer("parcels")[0].properties["ada"].isdigit()
    assert len(persian.layer("parcels")[0].properties["nosazi"].split("-")) == 7


def test_a_town_has_what_a_town_needs(town):
    for layer in (
        "pharmacies",
        "schools",
        "parks",
        "worship",
        "health",
        "bus_stops",
        "stations",
        "assembly_areas",
        "emergency",
    ):
        assert town.layer(layer), layer


@given(
    s=st.floats(-2500, 2500),
    t=st.floats(-500, 500),
    ds=st.floats(1, 60),
    bearing=st.floats(-180, 180),
    phase=st.floats(0, 6.28),
)
@settings(max_examples=150, deadline=None)
def test_bent_ground_keeps_lengths_within_a_third(s, t, ds, bearing, phase):
    valley = Valley((39.48, 40.46), bearing, 5600, 560, 190, 4480, phase, 6.0)
    a, b = valley.to_plane(np.array([s, s + ds]), np.array([t, t]))
    assert 0.6 * ds < np.hypot(*(b - a)) < 1.45 * ds


def test_the_osm_file_is_read_by_the_importer_s_own_library(town, tmp_path):
    file = tmp_path / "town.osm"
    file.write_text("".join(osm_xml(town.features, town.spec.language)), encoding="utf-8")
    pharmacies, closed, names = 0, 0, set()
    for thing in osmium.FileProcessor(str(file)):
        if thing.is_node() and thing.tags.get("amenity") == "pharmacy":
            pharmacies += 1
            names.add(thing.tags["name"])
        if thing.is_way() and "building" in thing.tags:
            closed += thing.is_closed()
    assert pharmacies == len(town.layer("pharmacies"))
    assert closed == len(town.layer("buildings"))
    assert names == {town_name(f, town.spec.language) for f in town.layer("pharmacies")}


def town_name(feature, language):
    return feature.names.get(language) or next(iter(feature.names.values()))


def test_streets_meet_where_they_cross(town):
    ends = list(
        itertools.chain.from_iterable(
            [f.geometry.coords[0], f.geometry.coords[-1]] for f in town.layer("streets")
        )
    )
    lines = shapely.STRtree([f.geometry for f in town.layer("streets")])
    lonely = 0
    for end in ends:
        near = lines.query(shapely.Point(end), predicate="dwithin", distance=8 / METRIC_M)
        lonely += len(near) < 2
    assert lonely < 0.2 * len(ends)
