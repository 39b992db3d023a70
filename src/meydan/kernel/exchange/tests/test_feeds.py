"""The city's feeds say what a portal may show, and nothing that is not public."""

import json

import pytest
import shapely
from django.urls import reverse

from meydan.base.packs.public import loaders
from meydan.kernel.places.public import PlaceRow, ensure_layer, store_places

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(pack, now):
    chosen = pack("tr/gumushane")
    for loader in loaders():
        loader.load(chosen, now, False)
    return chosen


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return json.loads(response.content)


def test_the_city_says_who_it_is(client, city):
    body = read(client, "/feed/city.json")
    assert body["meydan_feed"] == 1
    assert body["names"]["tr"] == "Gümüşhane"
    assert body["population"]["value"] > 10_000
    assert body["population"]["source"]


def test_a_city_without_a_plan_says_so_instead_of_failing(client, city):
    assert read(client, "/feed/plan.json")["plan"] is None


def test_every_indicator_carries_unit_state_and_path(client, city):
    rows = read(client, "/feed/indicators.json")["indicators"]
    assert rows
    for row in rows:
        assert {"unit", "state", "scope", "value", "run"} <= set(row)
        assert row["state"] == "none", "nothing was computed yet"


def test_a_layer_that_is_not_public_is_not_to_be_had(client, city):
    ensure_layer(code="secret", names={"en": "Secret"}, geometry="point", is_public=False)
    assert client.get("/feed/places/secret.geojson").status_code == 404
    assert "secret" not in {row["code"] for row in read(client, "/feed/layers.json")["layers"]}


def test_places_come_as_geojson_with_longitude_first(client, city, now):
    layer = ensure_layer(code="wells", names={"en": "Wells"}, geometry="point", is_public=True)
    row = PlaceRow(
        key="w1", names={"en": "Old well"}, geometry=shapely.Point(39.48, 40.46), properties={"depth_m": 12}
    )
    store_places(layer=layer, rows=[row], is_sample=True, now=now)
    body = read(client, "/feed/places/wells.geojson")
    (feature,) = body["features"]
    assert feature["geometry"]["coordinates"] == [39.48, 40.46]
    assert feature["properties"]["depth_m"] == 12
    assert feature["properties"]["is_sample"] is True


def test_an_unchanged_feed_is_not_sent_twice(client, city):
    first = client.get("/feed/layers.json")
    again = client.get("/feed/layers.json", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content


def test_a_text_that_looks_like_a_formula_stays_a_text(client, city, now):
    from meydan.kernel.strategy.public import Indicator

    Indicator.objects.filter(code="requests_open").update(names={"tr": "=HYPERLINK(1)"})
    body = client.get("/feed/indicators.csv?lang=tr").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in body
    assert body.splitlines()[0].startswith("code;name;"), "Turkish Excel splits at semicolons"


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("tr", "Şehir neler paylaşıyor"),
        ("fa", "شهر چه چیزهایی را در دسترس می‌گذارد"),
        ("en", "What the city shares"),
    ],
)
def test_the_data_page_speaks_the_reader_s_language(client, city, language, heading):
    page = client.get(reverse("exchange:data"), {"lang": language}).content.decode()
    assert heading in page
    assert f'lang="{language}"' in page
