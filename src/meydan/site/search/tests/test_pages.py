"""One search over the city."""

from typing import Any

import pytest
from django.test import Client

from meydan.kernel.places.tests.factories import a_layer, a_row, stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town(pack: Any) -> None:
    pack("tr/gumushane")
    stored(a_layer(), a_row("1", "Işık Eczanesi", address="Cumhuriyet Caddesi 14"), is_sample=True)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("tr", ["“isik ecz” için bulduklarımız", "Yerler ve adresler", "örnek"]),
        ("fa", ["آنچه برای «isik ecz» پیدا شد", "مکان‌ها و نشانی‌ها", "نمونه"]),
        ("en", ["What we found for “isik ecz”", "Places and addresses", "sample"]),
    ],
)
def test_places_are_found_in_three_languages(
    client: Client, language: str, told: list[str], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20):
        page = client.get("/search/", {"q": "isik ecz", "lang": language}).content.decode()
    for words in [*told, "Işık Eczanesi", "Cumhuriyet Caddesi 14"]:
        assert words in page


def test_a_kind_of_place_leads_to_its_list(client: Client) -> None:
    page = client.get("/search/", {"q": "eczane", "lang": "tr"}).content.decode()
    assert "Kent rehberinde" in page
    assert "/guide/?layers=pharmacies" in page


def test_a_slip_is_set_right_and_nothing_found_says_what_to_do(client: Client) -> None:
    slip = client.get("/search/", {"q": "isikk eczanessi", "lang": "tr"}).content.decode()
    assert "isik eczanesi" in slip
    nothing = client.get("/search/", {"q": "qqqqqq", "lang": "tr"}).content.decode()
    assert "Kent rehberini aç" in nothing
    assert "Sorun bildir" in nothing


@pytest.mark.parametrize("words", ["", " ", "<script>alert(1)</script>", '"', "x" * 3000, "\x00", "%"])
def test_odd_words_break_nothing(client: Client, words: str) -> None:
    answer = client.get("/search/", {"q": words})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
