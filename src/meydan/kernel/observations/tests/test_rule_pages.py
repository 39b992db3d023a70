"""Rules on the desk: every kind in words, tried before it is changed, switched off by those who lead."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.audit.public import entries
from meydan.base.people.tests.factories import staff
from meydan.kernel.observations.models import Alert, Rule
from meydan.kernel.observations.operations.rehearsing import rehearse
from meydan.kernel.observations.operations.scoping import area_shape
from meydan.kernel.observations.operations.tuning import LimitsCross, switch_rule, tune_rule
from meydan.kernel.observations.public import store
from meydan.kernel.observations.tests.factories import rule, stream

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _in_town(pack: Any) -> None:
    pack("tr/gumushane")


@pytest.fixture
def boss(client: Client) -> object:
    found = staff("manager")
    client.force_login(found)
    return found


KINDS: list[dict[str, Any]] = [
    {"kind": "threshold", "statistic": "max_1h"},
    {"kind": "rate", "limit": 0.5, "clear_limit": 0.2, "window_s": 3600},
    {"kind": "rate", "comparison": "below", "limit": -1.0, "clear_limit": -0.5},
    {"kind": "absence", "limit": 6.0, "clear_limit": 6.0, "window_s": 10800},
    {"kind": "flat", "comparison": "below", "limit": 0.1, "clear_limit": 0.1, "window_s": 43200},
    {"kind": "index", "limit": 1.0, "clear_limit": 1.0, "provider": "x", "min_duration_s": 3600},
    {"kind": "forecast", "limit": 70.0, "clear_limit": 50.0, "level": 55.4, "window_s": 43200},
    {"kind": "area", "min_count": 2, "window_s": 7200, "quiet_from": time(22), "quiet_to": time(7)},
]
WORDS = {
    "tr": [
        "bir saatin en yükseği 35 µg/m³ üstünde", "saatte 0,5 µg/m³", "saatte 1 µg/m³",
        "arka arkaya 6 değer eksik", "12 saat boyunca 0,1 µg/m³", "endeks", "55,4 µg/m³", "2 istasyonda",
    ],
    "fa": [
        "بیشینهٔ ساعت بالای ۳۵ µg/m³", "ساعتی بیش از ۰٫۵ µg/m³", "ساعتی بیش از ۱ µg/m³",
        "۶ مقدار پیاپی نرسیده", "۱۲ ساعت است که کمتر از ۰٫۱ µg/m³", "شاخص", "۵۵٫۴ µg/m³", "۲ ایستگاه",
    ],
    "en": [
        "highest of an hour above 35 µg/m³", "rises by more than 0.5 µg/m³ an hour",
        "falls by more than 1 µg/m³ an hour", "6 values missing in a row",
        "has moved by less than 0.1 µg/m³ for 12 hours", "the index is worse than worth watching",
        "passes 55.4 µg/m³ within 12 hours with a chance above 70 percent",
        "each value beyond 35 µg/m³ at 2 stations within 2 hours",
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_every_kind_is_said_in_words(client: Client, boss: object, language: str) -> None:
    pm = stream()
    made = [rule(pm, **kind) for kind in KINDS]
    page = client.get(reverse("observations:rules"), {"lang": language}, follow=True).content.decode()
    for words in WORDS[language]:
        assert words in page
    for each in made:
        shown = client.get(reverse("observations:rule", args=[each.pk]), {"lang": language}, follow=True)
        assert shown.status_code == 200


def month(values: dict[int, float]) -> tuple[Any, Any]:
    """A datastream with values so many hours ago."""
    pm, now = stream(), timezone.now()
    rows = [(pm.pk, now - hours * HOUR, value) for hours, value in values.items()]
    store(rows=rows, now=now, source="test", evaluate=False)
    return pm, now


def test_a_rehearsal_counts_what_would_have_opened_and_writes_nothing() -> None:
    pm, now = month({hours: 60.0 if hours in (50, 100, 101) else 10.0 for hours in range(1, 200)})
    found = rule(pm)
    told = rehearse(found, now)
    assert (told.alerts, told.stations, told.looked, told.count) == (2, 1, 1, 1)
    found.limit = found.clear_limit = 70.0
    assert rehearse(found, now).alerts == 0
    assert not Alert.objects.exists()


def test_a_rehearsal_knows_rates_silences_and_areas() -> None:
    pm, now = month({hours: 60.0 if hours == 50 else 10.0 for hours in range(1, 100) if not 20 < hours < 30})
    assert rehearse(rule(pm, kind="rate", limit=40.0, clear_limit=0.0, window_s=3600), now).alerts == 1
    assert rehearse(rule(pm, kind="absence", limit=3.0, clear_limit=3.0), now).alerts == 1
    everywhere = rule(pm, kind="area", min_count=1, window_s=3600)
    assert rehearse(everywhere, now).alerts == 1
    everywhere.min_count = 2
    assert rehearse(everywhere, now).alerts == 0
    everywhere.area = "POLYGON((44 38, 45 38, 45 39, 44 39, 44 38))"
    everywhere.area_wkb = area_shape(everywhere.area)
    assert rehearse(everywhere, now).count == 0
    assert rehearse(rule(pm, kind="index", provider="x"), now).alerts is None


def test_what_a_change_would_have_done_is_shown_before_it_is_saved(client: Client, boss: object) -> None:
    pm, _now = month({hours: 60.0 if hours in (50, 100) else 40.0 for hours in range(1, 200)})
    found = rule(pm)
    address = reverse("observations:rule", args=[found.pk])
    typed = {"limit": "50", "clear_limit": "45", "min_duration_min": "0", "quiet_from": "", "quiet_to": ""}
    shown = client.post(address, typed)
    assert "bu kural 2 " in shown.content.decode()
    found.refresh_from_db()
    assert found.limit == 35.0
    tried = shown.context["tried"]
    # What was not shown is not saved: other limits are tried first, too.
    client.post(address, {**typed, "limit": "55", "tried": tried})
    found.refresh_from_db()
    assert found.limit == 35.0
    client.post(address, {**typed, "tried": tried})
    found.refresh_from_db()
    assert (found.limit, found.clear_limit) == (50.0, 45.0)
    assert found.edited_at is not None
    entry = next(iter(entries(verb="observations.rule_tuned")))
    assert '"limit":[35.0,50.0]' in entry.body_text.replace(" ", "")


def test_persian_digits_are_read(client: Client, boss: object) -> None:
    found = rule(stream())
    typed = {"limit": "۵۰٫۵", "clear_limit": "۴۵", "min_duration_min": "۰"}
    client.get("/", {"lang": "fa"})
    shown = client.post(reverse("observations:rule", args=[found.pk]), typed)
    assert shown.status_code == 200
    assert "۵۰٫۵ µg/m³" in shown.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"limit": "50", "clear_limit": "60", "min_duration_min": "0"},
        {"limit": "x", "clear_limit": "6", "min_duration_min": "0"},
        {"limit": "50", "clear_limit": "6", "min_duration_min": "-5"},
        {"limit": "50", "clear_limit": "6", "min_duration_min": "0", "quiet_from": "22:00"},
    ],
)
def test_limits_that_cannot_be_are_refused(client: Client, boss: object, typed: dict[str, str]) -> None:
    found = rule(stream())
    assert client.post(reverse("observations:rule", args=[found.pk]), typed).status_code == 422
    found.refresh_from_db()
    assert found.limit == 35.0


def test_an_inspector_reads_rules_and_does_not_tune_them(client: Client, inspector: object) -> None:
    client.force_login(inspector)
    found = rule(stream())
    address = reverse("observations:rule", args=[found.pk])
    assert '<form method="post">' not in client.get(address).content.decode()
    assert client.post(address, {"limit": "50"}).status_code == 403
    assert client.post(reverse("observations:rule_switch", args=[found.pk]), {"on": "0"}).status_code == 403


def test_switching_off_ends_what_is_open_and_stays_after_the_pack_is_loaded(
    client: Client, boss: object, now: Any
) -> None:
    pm = stream()
    found = rule(pm)
    store(rows=[(pm.pk, timezone.now() - HOUR, 80.0)], now=timezone.now(), source="test")
    client.post(reverse("observations:rule_switch", args=[found.pk]), {"on": "0"})
    assert Alert.objects.get().ending == "off"
    assert not Rule.objects.get().is_active
    assert len(list(entries(verb="observations.rule_switched"))) == 1
    switch_rule(rule_id=found.pk, is_active=False, actor=boss, now=now)
    assert len(list(entries(verb="observations.rule_switched"))) == 1


def test_the_pack_leaves_limits_alone_that_somebody_tuned(boss: object, now: Any, pack: Any) -> None:
    from meydan.base.packs.public import current
    from meydan.kernel.observations.loading import load_properties, load_rules

    load_properties(current(), now, is_sample=False)
    load_rules(current(), now, is_sample=False)
    found = Rule.objects.get(code="pm2_5_hour_high")
    tune_rule(rule_id=found.pk, changes={"limit": 60.0}, actor=boss, now=now)
    load_rules(current(), now, is_sample=False)
    found.refresh_from_db()
    assert (found.limit, found.clear_limit) == (60.0, 35.4)
    with pytest.raises(LimitsCross):
        tune_rule(rule_id=found.pk, changes={"clear_limit": 99.0}, actor=boss, now=now)
    assert Rule.objects.filter(kind="absence").count() >= 6
    assert Rule.objects.get(code="pm2_5_silent").quiet_from == time(22)
