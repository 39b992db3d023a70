"""The air as people read it in three languages, and what silent stations may not do."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from meydan.domains.environment import public
from meydan.domains.environment.operations import placing as operations
from meydan.domains.environment.queries.air import air_now
from meydan.kernel.observations.public import Datastream, store
from meydan.kernel.observations.tests.factories import stream

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def measured(
    thing: str, value: float, now: datetime, *, age: timedelta = timedelta(0), hours: int = 13
) -> Datastream:
    """A station whose last hours all measured about ``value``."""
    pm = stream(thing_key=thing, key=f"{thing}-pm2_5")
    # A little movement, for a sensor that never moves is not believed.
    rows = [(pm.pk, now - age - n * HOUR, value + (0.01 if n % 2 else 0)) for n in range(hours)]
    store(rows=rows, now=now, source="test")
    return pm


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Bugün hava nasıl?", "Orta", "Karşıyaka", "Çok duyarlıysanız", "µg/m³", "<svg"]),
        ("fa", ["امروز هوا چطور است؟", "قابل قبول", "کارشی‌یاکا", "اگر بسیار حساس‌اید", "۲۱", "<svg"]),
        ("en", ["How is the air today?", "Moderate", "Karşıyaka", "unusually sensitive", "21", "<svg"]),
    ],
)
def test_the_page_says_how_the_air_is_and_what_to_do(client: Client, language: str, words: list[str]) -> None:
    measured("karsiyaka", 21.0, timezone.now() - HOUR / 2)
    page = client.get(reverse("environment:air"), {"lang": language}, follow=True).content.decode()
    for word in words:
        assert word in page


def test_the_worst_current_station_speaks_for_the_city(now: datetime) -> None:
    measured("good", 5.0, now)
    measured("bad", 60.0, now)
    air = air_now(now)
    # 60.0 µg/m³ lies in 55.5 to 125.4, index 151 to 200: 151 + 4.5 / 69.9 x 49 = 154.2.
    assert (air.worst.key, air.worst.worst.index) == ("bad", 154)


def test_a_silent_station_never_colours_the_city(now: datetime) -> None:
    measured("good", 5.0, now)
    measured("silent", 300.0, now, age=4 * HOUR)
    air = air_now(now)
    assert air.worst.key == "good"
    assert [station.state for station in air.stations] == ["good", "stale"]


def test_without_a_current_value_nobody_says_how_the_air_is(client: Client) -> None:
    measured("silent", 300.0, timezone.now(), age=9 * HOUR)
    with translation.override("en"):
        page = client.get(reverse("environment:air"), {"lang": "en"}, follow=True).content.decode()
    assert "No current value" in page
    assert "Stay inside" not in page


def test_a_stuck_sensor_is_shown_and_not_believed(now: datetime) -> None:
    pm = stream(thing_key="stuck")
    store(rows=[(pm.pk, now - n * HOUR, 300.0) for n in range(30)], now=now, source="test")
    reading = air_now(now).stations[0].readings[0]
    assert reading.state == "flat"
    assert air_now(now).worst is None


def test_an_empty_city_is_told_what_comes_next(client: Client) -> None:
    page = client.get(reverse("environment:air"), {"lang": "en"}, follow=True).content.decode()
    assert "No air station yet" in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Karşıyaka", "Son değerler", "Üç gün"]),
        ("fa", ["کارشی‌یاکا", "تازه‌ترین مقدارها"]),
        ("en", ["Newest values"]),
    ],
)
def test_a_station_has_a_page(client: Client, language: str, words: list[str]) -> None:
    measured("karsiyaka", 21.0, timezone.now() - HOUR / 2)
    for days in ("3", "30", "365", "nonsense"):
        address = reverse("environment:station", args=["karsiyaka"])
        page = client.get(address, {"lang": language, "days": days}, follow=True)
        assert page.status_code == 200
        for word in words:
            assert word in page.content.decode()


def test_the_same_days_a_year_before_stand_beside_the_last_month(client: Client) -> None:
    now = timezone.now()
    pm = stream(thing_key="karsiyaka")
    rows = [(pm.pk, now - timedelta(days=n, minutes=1), 20.0 + n % 2) for n in range(29)]
    rows += [(pm.pk, now - timedelta(days=365 + n), 40.0) for n in range(1, 30)]
    store(rows=rows, now=now, source="test")
    page = client.get(reverse("environment:station", args=["karsiyaka"]), {"lang": "en"}, follow=True)
    assert "40.0 µg/m³ over the same days a year before" in page.content.decode()


def test_an_unknown_station_is_not_found(client: Client) -> None:
    assert client.get(reverse("environment:station", args=["nowhere"])).status_code == 404


def test_values_can_be_taken_away_as_csv_and_json(client: Client) -> None:
    measured("karsiyaka", 21.0, timezone.now() - HOUR / 2, hours=5)
    table = client.get(reverse("environment:values", args=["karsiyaka", "csv"]), {"resolution": "raw"})
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row["property"] for row in rows] == ["pm2_5"] * 5
    document = json.loads(client.get(reverse("environment:values", args=["karsiyaka", "json"])).content)
    assert document["series"][0]["unit"] == "µg/m³"
    assert client.get("/air/station/karsiyaka/values.exe").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"), [("tr", "Orta · "), ("fa", "قابل قبول · "), ("en", "Moderate · ")]
)
def test_the_front_page_gets_one_line(now: datetime, language: str, words: str) -> None:
    measured("karsiyaka", 21.0, now)
    with translation.override(language):
        assert public.air_in_words(now).startswith(words)


def test_stations_stand_on_the_map(now: datetime) -> None:
    from meydan.kernel.observations.public import Thing

    measured("karsiyaka", 21.0, now)
    assert operations.place_stations(now) == 1
    assert operations.place_stations(now) == 1
    assert Thing.objects.get().place.layer.code == "stations"


def test_ten_stations_cost_no_more_questions_than_one(
    client: Client, django_assert_max_num_queries: object
) -> None:
    for n in range(10):
        measured(f"station-{n}", 21.0, timezone.now() - HOUR / 2)
    with django_assert_max_num_queries(8):
        client.get(reverse("environment:air"))
