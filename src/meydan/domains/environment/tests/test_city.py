"""The city page and what stands behind it, in three languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from meydan.domains.environment import public
from meydan.domains.environment.operations import placing
from meydan.domains.environment.queries.history import past_of
from meydan.kernel.observations.public import Thing, ensure_datastream, ensure_property, ensure_thing, store
from meydan.kernel.observations.registry import classifier, forecaster
from meydan.kernel.observations.tests.factories import stream

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
KINDS = {
    "river_level": ("river", "m", 2.7),
    "noise_laeq": ("noise", "dB(A)", 50.0),
    "rain": ("weather", "mm", 0.5),
    "wind_speed": ("weather", "m/s", 0.4),
}


def measured(code, now, value=None, hours=72, thing="station", **fields):
    kind, unit, usual = KINDS.get(code, ("drinking_water", "mg/L", 0.3))
    names = {"tr": f"{code} adı", "fa": f"نام {code}", "en": f"{code} name"}
    observed = ensure_property(code=code, names=names, unit=unit, kind=kind)
    place = ensure_thing(
        key=thing, names={"tr": "İstasyon", "fa": "ایستگاه", "en": "Station"}, lon=39.48, lat=40.46
    )
    one = ensure_datastream(
        key=f"{thing}-{code}", thing=place, observed_property=observed, period_s=3600, **fields
    )
    value = usual if value is None else value
    rows = [(one.pk, now - n * HOUR, value + (0.001 if n % 2 else 0)) for n in range(hours)]
    store(rows=rows, now=now, source="test", evaluate=False)
    return one


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "tr",
            [
                "Dışarısı nasıl?",
                "Dere: Dere taşma düzeyinde",
                "Dere kıyısına inmeyin",
                "Gürültü",
                "Sınırlar içinde",
            ],
        ),
        ("fa", ["بیرون چطور است؟", "رودخانه در آستانهٔ طغیان است", "به کنار رود نروید", "سروصدا"]),
        (
            "en",
            [
                "How is it outside?",
                "River: The river is at flood level",
                "Do not go down to the bank",
                "Noise",
            ],
        ),
    ],
)
def test_the_gravest_thing_gives_the_page_its_colour_and_what_to_do(client: Client, pack, language, words):
    pack("tr/gumushane")
    now = timezone.now() - HOUR / 2
    measured("river_level", now)
    measured("noise_laeq", now, thing="square")
    page = client.get(reverse("environment:city"), {"lang": language}, follow=True).content.decode()
    for word in words:
        assert word in page
    assert "notice-bad" in page


def test_a_silent_gauge_colours_nothing(client: Client, pack):
    pack("tr/gumushane")
    measured("river_level", timezone.now() - timedelta(days=2))
    page = client.get(reverse("environment:city"), {"lang": "en"}, follow=True).content.decode()
    assert "notice-bad" not in page
    assert "No current value" in page


def test_an_empty_city_is_told_what_comes_next(client: Client):
    page = client.get(reverse("environment:city"), {"lang": "en"}, follow=True).content.decode()
    assert "Nothing is measured yet" in page


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_every_page_of_a_kind_opens(client: Client, pack, language):
    pack("ir/khoy")
    now = timezone.now() - HOUR / 2
    for code in KINDS:
        measured(code, now, hours=24 * 50)
    with translation.override(language):
        for kind, code in (("river", "river_level"), ("noise", "noise_laeq"), ("weather", "rain")):
            for page in (
                reverse("environment:kind", args=[kind]), reverse("environment:post", args=[kind, "station"]),
                reverse("environment:history", args=[kind, "station"]), reverse("environment:measures"),
            ):  # fmt: skip
                answer = client.get(page, {"lang": language, "property": code}, follow=True)
                assert answer.status_code == 200
                assert answer.content.decode().count("<h1") == 1


def test_noise_is_judged_by_the_periods_of_the_country(client: Client, pack):
    now = timezone.now() - HOUR / 2
    measured("noise_laeq", now, value=57.0)
    address = reverse("environment:post", args=["noise", "station"])
    pack("tr/gumushane")
    assert "Lden" in client.get(address, {"lang": "en"}, follow=True).content.decode()
    pack("ir/khoy")
    page = client.get(address, {"lang": "en"}, follow=True).content.decode()
    assert "(Lden):" not in page
    assert "residential zones 55 dB by day" in page


def test_the_sum_of_rain_stands_beside_its_limit(client: Client, pack):
    pack("tr/gumushane")
    measured("rain", timezone.now() - HOUR / 2, value=3.0)
    page = client.get(reverse("environment:post", args=["weather", "station"]), {"lang": "en"}, follow=True)
    # 12 hours of 3 mm are 36 mm, above 20 and below 50: heavy.
    assert "Heavy rain" in page.content.decode()
    assert "in 24 hours: 72.0" in page.content.decode()


def test_a_limit_nobody_confirmed_says_so(client: Client, pack):
    pack("tr/gumushane")
    measured("river_level", timezone.now() - HOUR / 2)
    page = client.get(reverse("environment:post", args=["river", "station"]), {"lang": "en"}, follow=True)
    assert "not confirmed" in page.content.decode()


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_values_can_be_taken_away(client: Client, form):
    measured("river_level", timezone.now() - HOUR / 2)
    answer = client.get(reverse("environment:post_values", args=["river", "station", form]))
    assert answer.status_code == 200
    assert answer.content[:2] == {"csv": b"\xef\xbb", "json": b'{"', "xlsx": b"PK"}[form]


@pytest.mark.parametrize(
    "address", ["/environment/nonsense/", "/environment/river/nowhere/", "/environment/river/nowhere/year/"]
)
def test_what_is_not_there_is_not_found(client: Client, address):
    assert client.get(address).status_code == 404


def test_days_beyond_the_limit_are_counted_by_the_table_of_their_day(pack, now):
    pack("tr/gumushane")
    pm = stream(thing_key="air")
    rows = [(pm.pk, now - n * HOUR, 40.0 if 24 * 3 <= n < 24 * 5 else 20.0) for n in range(24 * 10)]
    store(rows=rows, now=now, source="test", evaluate=False)
    past = past_of(pm, now)
    assert [table.code for table in past.tables] == ["us_epa_2024"]
    assert past.is_beyond.sum() in (1, 2)  # 35.5 and more are unhealthy for sensitive groups; days are civil
    assert past.figure.max() == pytest.approx(40.0)


def test_machines_get_a_class_and_people_a_line(pack, now):
    pack("tr/gumushane")
    river = measured("river_level", now)
    quiet = measured("noise_laeq", now, thing="square")
    assert public.index_class(river.pk, now) == "bad"
    assert public.index_class(quiet.pk, now) == "good"
    assert public.index_class(river.pk, now + timedelta(days=1)) is None
    assert public.index_class(10**9, now) is None
    # Rules on an index hear the same, as numbers; on a fall nobody computes a chance.
    classify = classifier("environment")
    assert classify is not None
    assert [classify(pk, now) for pk in (river.pk, quiet.pk, 10**9)] == [2.0, 0.0, None]
    foresee = forecaster("environment")
    assert foresee is not None
    assert foresee(river.pk, 1.0, False, 12.0, now) is None
    with translation.override("en"):
        assert public.environment_in_words(now) == "River: The river is at flood level"


def test_every_kind_of_station_stands_on_the_map(now):
    measured("river_level", now)
    assert placing.place_stations(now) == 1
    assert Thing.objects.get().place.properties["page"] == "/environment/river/station/"


def test_thirty_stations_cost_no_more_questions_than_one(client: Client, django_assert_max_num_queries, pack):
    pack("tr/gumushane")
    now = timezone.now() - HOUR / 2
    for n in range(30):
        measured("river_level", now, hours=3, thing=f"river-{n}")
    client.get(reverse("environment:city"))
    with django_assert_max_num_queries(10):
        client.get(reverse("environment:city"))
    with django_assert_max_num_queries(10):
        client.get(reverse("environment:kind", args=["river"]))
