"""How well the air of the valley moves: read off what is measured, and told as the hint that it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from meydan.domains.environment.presentation.breath import breath_of
from meydan.domains.environment.queries.breath import breath_now
from meydan.domains.environment.queries.snapshot import snapshot
from meydan.kernel.observations.public import Thing, ensure_datastream, ensure_property, ensure_thing, store

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOON = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)  # half past twelve in Türkiye


def measured(code, value, now, *, thing, height_m=None, age=timedelta(0)):
    unit = {"wind_speed": "m/s", "air_temperature": "°C"}[code]
    observed = ensure_property(code=code, names={"en": code}, unit=unit, kind="weather")
    place = ensure_thing(
        key=thing, names={"tr": thing, "fa": thing, "en": thing}, lon=39.48, lat=40.46,
        properties={} if height_m is None else {"height_m": height_m},
    )  # fmt: skip
    one = ensure_datastream(key=f"{thing}-{code}", thing=place, observed_property=observed, period_s=3600)
    rows = [(one.pk, now - age - n * HOUR, value + (0.001 if n % 2 else 0)) for n in range(12)]
    store(rows=rows, now=now, source="test", evaluate=False)
    return one


def seen(now):
    return breath_now(snapshot(now, ["weather"]))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Hava hapsolmuş", "bir ipucudur, ölçüm değildir", "doğrulanmadı"]),
        ("fa", ["هوا حبس شده است", "سرنخ است، نه اندازه‌گیری", "تأییدنشده"]),
        ("en", ["The air is trapped", "a hint and no measurement", "not confirmed"]),
    ],
)
def test_still_air_is_told_with_its_proxy(client: Client, pack, language, words):
    pack("tr/gumushane")
    measured("wind_speed", 0.4, timezone.now(), thing="square")
    page = client.get(reverse("environment:city"), {"lang": language}, follow=True).content.decode()
    for word in words:
        assert word in page


def test_where_the_classes_end_stands_among_the_measures(client: Client, pack):
    pack("tr/gumushane")
    page = client.get(reverse("environment:measures"), {"lang": "en"}, follow=True).content.decode()
    assert "The air is trapped" in page
    assert "PNW-RP-550" in page


def test_two_thermometers_of_known_height_go_before_the_sun(pack):
    pack("tr/gumushane")
    measured("wind_speed", 2.0, NOON, thing="square", height_m=1150)
    measured("air_temperature", -5.0, NOON, thing="square", height_m=1150)
    measured("air_temperature", 1.0, NOON, thing="ridge", height_m=1450)
    breath = seen(NOON)
    assert (breath.found.basis, breath.found.inverted, breath.rise_m) == ("slope", True, 300.0)
    with translation.override("en"):
        told = breath_of(snapshot(NOON, ["weather"]))
    assert "warmer above at ridge than below at square" in told.proxy
    assert "300 m lower" in told.proxy


@pytest.mark.parametrize(
    ("height_m", "age"),
    [(None, timedelta(0)), (1160, timedelta(0)), ("high", timedelta(0)), (1450, 2 * HOUR)],
    ids=["of unknown height", "ten metres above", "of a height in words", "two hours late"],
)
def test_an_upper_thermometer_that_says_nothing_leaves_it_to_the_sun(pack, height_m, age):
    pack("tr/gumushane")
    measured("wind_speed", 2.0, NOON, thing="square", height_m=1150)
    measured("air_temperature", -5.0, NOON, thing="square", height_m=1150)
    measured("air_temperature", 1.0, NOON, thing="ridge", height_m=height_m, age=age)
    assert seen(NOON).found.basis == "proxy"


def test_by_night_the_same_wind_mixes_less_than_at_noon(pack):
    pack("tr/gumushane")
    midnight = NOON + 12 * HOUR
    measured("wind_speed", 1.0, NOON, thing="square")
    noon = seen(NOON).found.mixing_height_m
    measured("wind_speed", 1.0, midnight, thing="square")
    assert seen(midnight).found.mixing_height_m < 0.6 * noon


def test_the_lowest_wind_meter_speaks_for_the_smoke(pack):
    pack("tr/gumushane")
    measured("wind_speed", 9.0, NOON, thing="ridge", height_m=1450)
    measured("wind_speed", 0.5, NOON, thing="square", height_m=1150)
    measured("wind_speed", 7.0, NOON, thing="somewhere")
    assert seen(NOON).wind.thing == Thing.objects.get(key="square")


def test_an_old_wind_says_nothing():
    measured("wind_speed", 1.0, NOON, thing="square")
    assert seen(NOON + timedelta(days=1)) is None
