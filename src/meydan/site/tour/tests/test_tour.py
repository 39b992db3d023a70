"""A visitor's ninety seconds, pressed once, twice and too late, in three languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.test import Client

from meydan.base.audit.public import verify
from meydan.kernel.cases.public import Case, chain_faults
from meydan.kernel.observations.public import Alert
from meydan.kernel.strategy.public import indicator
from meydan.site.tour.breach import rising_dust

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(settings: object) -> None:
    settings.MEYDAN_DEMO = True
    call_command("load", verbosity=0)


def begin(client: Client) -> str:
    page = client.get("/tour/", {"lang": "en"}).content.decode()
    return re.search(r'name="run" value="([0-9a-f]{12})"', page).group(1)


def seen(client: Client, language: str = "en") -> str:
    return client.get("/tour/", {"lang": language}).content.decode()


def test_dust_is_quiet_all_day_and_then_far_above_the_limit() -> None:
    rows = rising_dust(datetime(2026, 11, 23, 9, tzinfo=UTC), 55.4)
    values = [value for _at, value in rows]
    assert len(rows) == 145
    assert max(values[:130]) < 14
    # Six values are an hour: from the sixth high one on, the mean of the hour is above the limit.
    assert sum(values[130:136]) / 6 > 55.4
    assert sum(values[129:135]) / 6 < 55.4
    assert rows[-1][0] == datetime(2026, 11, 23, 9, tzinfo=UTC)
    # The day's mean stays below the daily rule (35.4), so that one alert opens and not two.
    assert sum(values) / len(values) < 30


def test_a_city_that_is_no_demo_has_no_tour(client: Client, db: None) -> None:
    for path in ("/tour/", "/tour/release/", "/tour/close/", "/tour/again/"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404


def test_a_demo_without_a_town_says_what_to_do(client: Client, settings: object, db: None) -> None:
    settings.MEYDAN_DEMO = True
    assert "meydan sample" in seen(client)


def test_the_whole_way_moves_the_figure_by_exactly_one(client: Client, city: None) -> None:
    run = begin(client)
    assert client.post("/tour/release/", {"run": run}).url == "/tour/#step-2"
    case = Case.objects.get()
    page = seen(client)
    assert case.code in page
    assert "Close it with evidence" in page
    assert client.post("/tour/close/").url == "/tour/#step-4"
    case.refresh_from_db()
    assert (case.is_closed, case.is_sample, case.unit.code) == (True, True, "environment")
    page = seen(client)
    assert "It moved by exactly one: your case." in page
    assert "The record is whole" in page
    assert indicator("air_alerts_worked").values.order_by("-on").first().value == 1
    assert Alert.objects.get().status == "acted"
    assert verify().ok
    assert list(chain_faults()) == []


def test_pressed_twice_everything_happens_once(client: Client, city: None) -> None:
    run = begin(client)
    client.post("/tour/release/", {"run": run})
    client.post("/tour/release/", {"run": run})
    assert Alert.objects.count() == Case.objects.count() == 1
    client.post("/tour/close/")
    client.post("/tour/close/")
    assert "It moved by exactly one: your case." in seen(client)
    assert indicator("air_alerts_worked").values.order_by("-on").first().value == 1


def test_a_second_tour_is_a_second_case(client: Client, city: None) -> None:
    for number in (1, 2):
        client.post("/tour/release/", {"run": begin(client)})
        assert Case.objects.count() == number
        client.post("/tour/close/")
        assert "It moved by exactly one: your case." in seen(client)
        client.post("/tour/again/")


def test_presses_out_of_order_lead_back_to_the_beginning(client: Client, city: None) -> None:
    assert client.post("/tour/close/").url == "/tour/"
    assert client.post("/tour/release/", {"run": "../x"}).url == "/tour/"
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Bir ölçüm nasıl tutulan söze dönüşür?", "Bir aşım başlat", "örnek"]),
        ("fa", ["اندازه‌گیری چگونه به قول انجام‌شده می‌رسد؟", "یک آلودگی نمونه بسازید", "نمونه", 'dir="rtl"']),
        ("en", ["How does a measurement become a kept promise?", "Release a breach", "sample"]),
    ],
)
def test_the_first_step_is_told_in_three_languages(
    client: Client, city: None, language: str, words: list[str]
) -> None:
    page = seen(client, language)
    assert [word for word in words if word not in page] == []
