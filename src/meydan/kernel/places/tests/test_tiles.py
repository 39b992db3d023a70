"""Tiles as a browser asks for them."""

import gzip
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
from django.test import Client

from meydan.kernel.places.public import tile
from meydan.kernel.places.tests.factories import a_layer, a_row, stored

pytestmark = [pytest.mark.django_db, pytest.mark.store]

# The tile of zoom 12 that holds 39.48 E, 40.46 N (slippy map formula).
Z, X, Y = 12, 2497, 1543


def _read(body: bytes) -> dict[str, Any]:
    return mapbox_vector_tile.decode(body, default_options={"y_coord_down": True})


def test_a_tile_holds_names_in_three_languages_and_says_what_is_sample() -> None:
    names = {"tr": "Işık", "fa": "ایشیک", "en": "Light"}
    stored(a_layer(), a_row("a", names=names), is_sample=True)
    stored(a_layer("schools"), a_row("b"))
    read = _read(tile(["pharmacies", "schools"], Z, X, Y))
    told = read["pharmacies"]["features"][0]["properties"]
    assert {k: told[k] for k in ("name_tr", "name_fa", "name_en")} == {
        "name_tr": "Işık", "name_fa": "ایشیک", "name_en": "Light",
    }  # fmt: skip
    assert told["kind"] == "pharmacies"
    assert told["sample"] is True
    assert "sample" not in read["schools"]["features"][0]["properties"]


def test_a_browser_gets_a_tag_and_then_nothing_new_until_something_is_stored(client: Client) -> None:
    layer = a_layer()
    stored(layer, a_row("a"))
    url = f"/tiles/pharmacies/{Z}/{X}/{Y}.mvt"
    first = client.get(url)
    assert first.status_code == 200
    assert first["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert client.get(url, headers={"if-none-match": first["ETag"]}).status_code == 304
    stored(layer, a_row("b"))
    second = client.get(url, headers={"if-none-match": first["ETag"]})
    assert second.status_code == 200
    assert len(_read(second.content)["pharmacies"]["features"]) == 2


def test_a_crowded_tile_is_capped_without_square_holes(client: Client) -> None:
    points = np.random.default_rng(2).uniform((39.43, 40.43), (39.53, 40.49), (9000, 2))
    stored(a_layer(), *(a_row(f"p{i}", lon=x, lat=y) for i, (x, y) in enumerate(points)))
    answer = client.get("/tiles/pharmacies/10/624/385.mvt", headers={"accept-encoding": "gzip"})
    features = _read(gzip.decompress(answer.content))["pharmacies"]["features"]
    assert len(features) == 5000
    xy = np.array([f["geometry"]["coordinates"] for f in features])
    assert np.histogram2d(*xy.T, bins=5)[0].min() > 100


@pytest.mark.parametrize(
    "path",
    ["pharmacies/3/8/0", "pharmacies/23/0/0", "unknown/3/1/1", "pipes/12/2497/1543", "pharmacies/99/1/1"],
)
def test_outside_the_grid_and_unknown_or_private_layers_are_not_found(client: Client, path: str) -> None:
    a_layer()
    stored(a_layer("pipes", is_public=False), a_row("a"))
    assert client.get(f"/tiles/{path}.mvt").status_code == 404
