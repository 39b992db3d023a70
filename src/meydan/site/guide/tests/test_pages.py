"""What a person sees in the guide."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
import shapely
from django.test import Client
from django.utils import timezone

from meydan.kernel.places.public import Place, add_occurrence
from meydan.kernel.places.tests.factories import a_layer, a_row, stored
from meydan.site.guide.words import opening_words

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20


@pytest.fixture
def town(pack: Any) -> Place:
    pack("tr/gumushane")
    chemists = a_layer(theme="health", source="© OpenStreetMap contributors", licence="ODbL 1.0")
    schools = a_layer("schools", names={"tr": "Okullar", "fa": "مدرسه‌ها", "en": "Schools"}, theme="education")
    areas = a_layer("neighbourhoods", names={"tr": "Mahalleler"}, geometry="area", theme="admin")
    stored(areas, a_row("h", "Hasanbey Mahallesi", geometry=shapely.box(39.47, 40.45, 39.49, 40.47)))
    names = {"tr": "Işık Eczanesi", "fa": "داروخانهٔ ایشیک", "en": "Light Pharmacy"}
    properties = {
        "phone": "0456 213 10 09",
        "opening_hours": "Mo-Fr 09:00-18:00; Su off",
        "wheelchair": "yes",
    }
    stored(
        chemists,
        a_row("a", names=names, properties=properties, address="Cumhuriyet Caddesi 14"),
        a_row("b", "Uzak Eczanesi", lon=39.55),
        is_sample=True,
    )
    stored(schools, a_row("s", "Atatürk İlkokulu", lon=39.4815))
    return Place.objects.get(key="a")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("tr", ["ne nerede?", "Eczaneler", "Sağlık"]),
        ("fa", ["چه چیزی کجاست؟", "داروخانه‌ها", "سلامت"]),
        ("en", ["What is where in", "Pharmacies", "Health"]),
    ],
)
def test_the_guide_shows_layers_by_theme_in_three_languages(
    client: Client, town: Place, language: str, told: list[str]
) -> None:
    page = client.get("/guide/", {"lang": language}).content.decode()
    for words in told:
        assert words in page


def test_the_list_is_the_maps_equal(client: Client, town: Place, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get("/guide/", {"layers": "pharmacies", "lang": "tr"}).content.decode()
    assert "Işık Eczanesi" in page
    assert f"/guide/place/{town.pk}/" in page
    assert 'data-layers="pharmacies"' in page
    assert "© OpenStreetMap contributors (ODbL 1.0)" in page


def test_a_neighbourhood_narrows_the_list(client: Client, town: Place) -> None:
    area = Place.objects.get(key="h")
    page = client.get("/guide/", {"layers": "pharmacies", "area": area.pk, "lang": "tr"}).content.decode()
    assert "Işık Eczanesi" in page
    assert "Uzak Eczanesi" not in page


def test_the_nearer_comes_first_when_asked_from_somewhere(client: Client, town: Place) -> None:
    page = client.get("/guide/places.json", {"layers": "pharmacies", "near": "39.549,40.46"}).json()
    assert [one["name_tr"] for one in page["places"]] == ["Uzak Eczanesi", "Işık Eczanesi"]


@pytest.mark.parametrize(
    "query",
    [
        "layers=%00", "layers=nope", "area=abc", "area=99999999999999999999",
        "near=x,y", "near=999,1", "page=-5", "page=x", "q=%22%27%3B--", "layers=pharmacies&page=99999", "area=۱",
        "lang=xx",
    ],
)  # fmt: skip
def test_an_odd_address_still_shows_the_guide(client: Client, town: Place, query: str) -> None:
    assert client.get(f"/guide/?{query}").status_code == 200


def test_the_same_list_is_a_file(client: Client, town: Place) -> None:
    query = {"layers": "pharmacies"}
    collection = json.loads(client.get("/guide/places.geojson", query).content)
    assert len(collection["features"]) == 2
    assert collection["features"][0]["geometry"]["type"] == "Point"
    rows = list(
        csv.DictReader(io.StringIO(client.get("/guide/places.csv", query).content.decode("utf-8-sig")))
    )
    assert [row["name_tr"] for row in rows] == ["Işık Eczanesi", "Uzak Eczanesi"]
    assert client.get("/guide/places.exe", query).status_code == 404


def test_a_cell_that_a_sheet_would_run_is_defused(client: Client, town: Place) -> None:
    stored(a_layer(), a_row("evil", "=1+1"))
    assert "'=1+1" in client.get("/guide/places.csv", {"layers": "pharmacies"}).content.decode()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "tr",
            ["Işık Eczanesi", "Pzt–Cum 09:00–18:00 · Paz kapalı", "Buradaki sorunu bildir", "örnek", "Evet"],
        ),
        ("fa", ["داروخانهٔ ایشیک", "دوشنبه", "گزارش مشکل در اینجا", "نمونه"]),
        ("en", ["Light Pharmacy", "Mon–Fri 09:00–18:00 · Sun closed", "Report a problem here", "sample"]),
    ],
)
def test_a_place_tells_what_is_known_in_three_languages(
    client: Client, town: Place, language: str, told: list[str], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(f"/guide/place/{town.pk}/", {"lang": language}).content.decode()
    for words in [*told, f"/report/?place={town.pk}", "tel:+904562131009", "OpenStreetMap"]:
        assert words in page


def test_what_happens_at_a_place_is_told(client: Client, town: Place) -> None:
    now = timezone.now()
    add_occurrence(
        kind="duty", names={"tr": "Nöbetçi"}, place=town, starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=8),
    )  # fmt: skip
    assert "Şu an burada" in client.get(f"/guide/place/{town.pk}/", {"lang": "tr"}).content.decode()
    assert "Şimdi şehirde" in client.get("/guide/", {"lang": "tr"}).content.decode()


def test_an_unknown_or_private_place_is_not_shown(client: Client, town: Place) -> None:
    stored(a_layer("pipes", is_public=False), a_row("p"))
    private = Place.objects.get(key="p")
    for pk in (private.pk, 10**9, 10**30):
        assert client.get(f"/guide/place/{pk}/").status_code == 404


def test_my_street_tells_what_is_near_and_what_is_announced(
    client: Client, town: Place, django_assert_max_num_queries: Any
) -> None:
    street = a_layer("streets", names={"tr": "Sokaklar"}, geometry="line")
    stored(
        street, a_row("g", "Gül Sokağı", geometry=shapely.LineString([(39.480, 40.460), (39.481, 40.461)]))
    )
    add_occurrence(
        kind="cut", names={"tr": "Su kesintisi"}, geometry=shapely.Point(39.4805, 40.4605),
        starts_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get("/guide/here/", {"q": "gul sok", "lang": "tr"}).content.decode()
    for words in ("Gül Sokağı", "Hasanbey Mahallesi", "Su kesintisi", "Işık Eczanesi", "Atatürk İlkokulu"):
        assert words in page
    assert "Uzak Eczanesi" not in page


def test_an_unknown_street_says_what_to_do(client: Client, town: Place) -> None:
    page = client.get("/guide/here/", {"q": "qqqqqq", "lang": "tr"}).content.decode()
    assert "Bütün mahalleleri gör" in page


def test_an_empty_city_says_so(client: Client, pack: Any) -> None:
    pack("ir/khoy")
    assert "نقشه هنوز خالی است" in client.get("/guide/", {"lang": "fa"}).content.decode()


def test_opening_hours_around_the_clock_are_words() -> None:
    assert opening_words("24/7") == "Open day and night"
