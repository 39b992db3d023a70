"""What a person sees at the portal, in three languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from meydan.base.people.tests.factories import staff
from meydan.domains.federation.models import City, Document
from meydan.domains.federation.operations import list_cities
from meydan.domains.federation.tests.peers import Peer, indicator, serving
from meydan.domains.federation.visiting import visit

pytestmark = [pytest.mark.django_db, pytest.mark.urls("meydan.config.urls_portal")]


@pytest.fixture
def two(peer: Peer) -> Iterator[list[City]]:
    """Two cities, read a moment ago; the second counts dust in another unit and speaks for its province."""
    dust = {"names": {"en": "Fine dust"}, "unit": "µg/m³"}
    with serving() as second:
        second.documents(key="khoy")
        second.says["/feed/city.json"]["names"] = {"tr": "Hoy", "fa": "خوی", "en": "Khoy"}
        second.says["/feed/indicators.json"]["indicators"] += [
            indicator("dust", 0.014, **{**dust, "unit": "mg/m³"}),
            indicator("jobs", 9.0, names={"en": "Jobs"}, scope="province"),
        ]
        peer.says["/feed/indicators.json"]["indicators"] += [
            indicator("dust", 14.0, **dust),
            indicator("jobs", 3.0, names={"en": "Jobs"}),
        ]
        cities = list_cities(addresses=[peer.address, second.address])
        for city in cities:
            visit(city, timezone.now())
        yield cities


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["sözlerini nasıl tutuyor?", "Hoy", "12.345", "1 gecikti", "Güncel"]),
        ("fa", ["چگونه به قول‌هایشان عمل می‌کنند؟", "خوی", "۱۲٬۳۴۵", "۱ دیرکرده", "به‌روز", 'dir="rtl"']),
        ("en", ["keep their promises?", "Khoy", "12,345", "1 late", "Up to date", "A demo federation"]),
    ],
)
def test_the_front_page_says_how_each_city_stands(
    client: Client, two: list[City], language: str, words: list[str]
) -> None:
    page = client.get("/", {"lang": language}).content.decode()
    assert [word for word in words if word not in page] == []


def test_figures_stand_side_by_side_only_when_they_speak_of_the_same(client: Client, two: list[City]) -> None:
    page = client.get("/compare/", {"lang": "en"}).content.decode()
    alike, unlike = page.split('id="unlike"')
    assert "Requests open" in alike
    assert "Fine dust" not in alike
    assert "The cities measure it in different units." in unlike
    assert "One figure is of the city, the other of a larger area." in unlike


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Şehir ne söz verdi", "İş a2", "12 gün gecikti", "Açık talepler"]),
        ("fa", ["شهر چه قولی داد", "اقدام a2", "۱۲ روز", "درخواست‌های باز"]),
        ("en", ["What the city promised", "Action a2", "12 days late", "Pharmacies: 2", "Umut"]),
    ],
)
def test_a_city_shows_its_plan_figures_and_places_and_leads_to_its_own_pages(
    client: Client, two: list[City], language: str, words: list[str]
) -> None:
    page = client.get("/cities/deryakent/", {"lang": language}).content.decode()
    assert [word for word in words if word not in page] == []
    assert f'href="{two[0].address}/plan/action/a2/"' in page


def test_an_old_copy_is_marked_with_its_age(client: Client, two: list[City]) -> None:
    Document.objects.update(fetched_at=timezone.now() - timedelta(hours=3))
    page = client.get("/", {"lang": "en"}).content.decode()
    assert "Old copy" in page
    assert "read 3 hours ago" in page


def test_what_could_not_be_read_is_said_and_the_copy_stays(
    client: Client, peer: Peer, two: list[City]
) -> None:
    peer.etag = '"two"'
    peer.says["/feed/plan.json"] = b"{"
    visit(City.objects.get(key="deryakent"), timezone.now())
    page = client.get("/cities/deryakent/", {"lang": "en"}).content.decode()
    assert "The document is no JSON." in page
    assert "Action a2" in page


def test_names_that_a_peer_sends_are_words_and_never_markup(client: Client, peer: Peer, db: None) -> None:
    peer.says["/feed/city.json"]["names"] = {"en": "<script>alert(1)</script>"}
    city = list_cities(addresses=[peer.address])[0]
    visit(city, timezone.now())
    for path in ("/", "/cities/deryakent/", "/compare/", "/about/"):
        assert "<script>alert" not in client.get(path, {"lang": "en"}).content.decode()


def test_a_portal_without_cities_says_what_to_do(client: Client, db: None) -> None:
    page = client.get("/", {"lang": "en"}).content.decode()
    assert "No city is listed yet" in page
    assert client.get("/cities/nowhere/").status_code == 404


def test_pages_ask_the_database_little(
    client: Client, two: list[City], django_assert_max_num_queries: object
) -> None:
    for path in ("/", "/cities/deryakent/", "/compare/", "/about/", "/feed/portal.json"):
        with django_assert_max_num_queries(20):
            assert client.get(path).status_code == 200


def test_the_portals_feed_carries_ages_and_knows_its_version(client: Client, two: list[City]) -> None:
    answer = client.get("/feed/portal.json")
    said = json.loads(answer.content)
    assert said["meydan_feed"] == 1
    assert [city["key"] for city in said["cities"]] == ["deryakent", "khoy"]
    assert said["cities"][0]["actions"] == {
        "all": 3,
        "under_way": 1,
        "late": 1,
        "done": 1,
        "planned": 0,
        "sample": 0,
    }
    assert not said["cities"][0]["is_stale"]
    assert client.get("/feed/portal.json", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_visits_are_for_staff(client: Client, two: list[City]) -> None:
    assert client.get("/desk/visits/").status_code == 302
    client.force_login(staff("administrator"))
    page = client.get("/desk/visits/", {"lang": "en"}).content.decode()
    assert "Khoy" in page
    assert client.get("/desk/").url == "/desk/visits/"
