"""Bulk storing: what is added, changed, left alone, removed and refused."""

import pytest
import shapely
from django.db import connection

from meydan.kernel.places.public import Place, remove_sample_places, search
from meydan.kernel.places.tests.factories import a_layer, a_row, stored

pytestmark = [pytest.mark.django_db, pytest.mark.store]


def test_rows_are_added_then_left_alone_then_changed() -> None:
    layer = a_layer()
    first = stored(layer, a_row("a", "Merkez Eczanesi"), a_row("b", "Zafer Eczanesi"))
    again = stored(layer, a_row("a", "Merkez Eczanesi"), a_row("b", "Zafer Eczanesi"))
    moved = stored(layer, a_row("a", "Merkez Eczanesi", lon=39.5), a_row("b", "Zafer Eczanesi"))
    assert (first.stored, first.changed) == (2, 0)
    assert (again.stored, again.changed, again.unchanged) == (0, 0, 2)
    assert (moved.stored, moved.changed, moved.unchanged) == (0, 1, 1)
    assert Place.objects.get(key="a").lon == 39.5


def test_the_layer_counts_its_places_and_its_version_rises_only_when_something_changed() -> None:
    layer = a_layer()
    stored(layer, a_row("a"), a_row("b"))
    assert (layer.place_count, layer.version) == (2, 1)
    stored(layer, a_row("a"), a_row("b"))
    assert layer.version == 1
    stored(layer, a_row("b"), replace=True)
    assert (layer.place_count, layer.version) == (1, 2)


def test_replace_removes_what_no_row_named() -> None:
    layer, other = a_layer(), a_layer("schools")
    stored(layer, a_row("a"), a_row("b"))
    stored(other, a_row("z"))
    report = stored(layer, a_row("b"), a_row("c"), replace=True)
    assert report.removed == 1
    assert set(Place.objects.values_list("key", flat=True)) == {"b", "c", "z"}


def test_a_crossing_outline_is_repaired_and_a_useless_one_refused_with_a_reason() -> None:
    bow = shapely.Polygon([(39.4, 40.4), (39.5, 40.5), (39.5, 40.4), (39.4, 40.5)])
    flat = shapely.Polygon([(39.4, 40.4), (39.5, 40.5), (39.4, 40.4)])
    layer = a_layer("areas", geometry="area")
    report = stored(
        layer, a_row("bow", geometry=bow), a_row("flat", geometry=flat), a_row("none", geometry=None)
    )
    assert report.stored == 1
    assert Place.objects.get(key="bow").shape().is_valid
    assert {row.key: reason for row, reason in report.refused} == {
        "flat": "the outline crosses itself and cannot be repaired",
        "none": "no geometry",
    }


def test_projected_and_swapped_coordinates_are_refused_with_what_to_do() -> None:
    report = stored(
        a_layer(), a_row("tm", lon=541234.0, lat=4479876.0), a_row("swapped", lon=40.0, lat=139.0)
    )
    reasons = {row.key: reason for row, reason in report.refused}
    assert "EPSG:5257" in reasons["tm"]
    assert "--crs" in reasons["tm"]
    assert "swapped" in reasons["swapped"]


def test_a_third_dimension_and_wkb_are_taken() -> None:
    layer = a_layer()
    report = stored(
        layer,
        a_row("z", geometry=shapely.Point(39.4, 40.4, 1200.0)),
        a_row("wkb", geometry=shapely.to_wkb(shapely.Point(39.4, 40.4))),
    )
    assert report.stored == 2
    assert not shapely.has_z(Place.objects.get(key="z").shape())


def test_a_refused_row_does_not_stop_the_others() -> None:
    report = stored(a_layer(geometry="point"), a_row("box", geometry=shapely.box(1, 1, 2, 2)), a_row("a"))
    assert report.stored == 1
    assert report.refused[0][1] == "does not fit a layer of kind point"


def test_the_indexes_follow_every_way_of_writing() -> None:
    layer = a_layer()
    stored(layer, a_row("a", "Gül Sokağı"))
    one = Place.objects.get(key="a")
    Place.objects.filter(pk=one.pk).delete()
    assert search("gul") == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM places_rtree")
            assert cursor.fetchone()[0] == 0
            cursor.execute("INSERT INTO places_words (places_words) VALUES ('integrity-check')")


def test_sample_places_go_and_real_ones_stay() -> None:
    layer = a_layer(is_sample=True)
    stored(layer, a_row("real"))
    stored(layer, a_row("sample"), is_sample=True)
    remove_sample_places()
    assert list(Place.objects.values_list("key", flat=True)) == ["real"]
    layer.refresh_from_db()
    assert not layer.is_sample
    assert layer.place_count == 1


def test_an_odd_name_is_stored_as_it_is() -> None:
    odd = "İ\t'\"\\N \n ‌ي ك 😀 \\."
    stored(a_layer(), a_row("a", odd))
    assert Place.objects.get(key="a").names == {"tr": odd}


def test_long_words_and_null_characters_do_not_stop_a_row() -> None:
    row = a_row("a", "x" * 5000 + "\x00", address="cad\x00de " * 900, properties={"note": "a\x00b"})
    assert stored(a_layer(), row).stored == 1
    assert Place.objects.get(key="a").properties == {"note": "ab"}


def test_a_layer_that_holds_a_sample_place_says_so() -> None:
    layer = a_layer()
    stored(layer, a_row("real"))
    assert not layer.is_sample
    stored(layer, a_row("sample"), is_sample=True)
    layer.refresh_from_db()
    assert layer.is_sample
