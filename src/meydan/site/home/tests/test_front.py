"""What a person sees first."""

import pytest

from meydan.base.packs.public import loaders

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(pack, now):
    chosen = pack("tr/gumushane")
    for loader in loaders():
        loader.load(chosen, now, False)
    return chosen


@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [
        ("tr", "ltr", ["Sorun bildir", "Nöbetçi eczane", "Söz verdik, durum bu", "Şimdi şehirde"]),
        ("fa", "rtl", ["گزارش مشکل", "داروخانهٔ کشیک", "قول داده‌ایم، وضع این است", "اکنون در شهر"]),
        (
            "en",
            "ltr",
            [
                "Report a problem",
                "Pharmacy on duty",
                "We promised, this is where it stands",
                "Now in the city",
            ],
        ),
    ],
)
def test_the_front_page_speaks_the_reader_s_language(client, city, language, direction, words):
    page = client.get("/", {"lang": language}).content.decode()
    assert f'<html lang="{language}" dir="{direction}">' in page
    for word in words:
        assert word in page


def test_an_empty_city_says_what_will_stand_there(client, city):
    page = client.get("/", {"lang": "en"}).content.decode()
    assert "No plan is published yet" in page
    assert "Quiet" in page


def test_the_front_page_asks_the_database_little(client, city, django_assert_max_num_queries):
    client.get("/")
    with django_assert_max_num_queries(20):
        client.get("/")


def test_digits_are_persian_on_the_persian_page(client, city):
    page = client.get("/", {"lang": "fa"}).content.decode()
    assert "خدمت، ۰" not in page
    assert "۳" in page or "۲" in page
