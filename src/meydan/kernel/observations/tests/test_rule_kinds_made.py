"""A rule of every kind is made on the page: asked what its kind needs, tried, made, tuned and switched off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.people.tests.factories import staff
from meydan.kernel.observations import registry
from meydan.kernel.observations.models import Rule
from meydan.kernel.observations.public import Datastream, store
from meydan.kernel.observations.tests.factories import stream

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _in_town(pack: Any, client: Client) -> None:
    pack("tr/gumushane")
    client.force_login(staff("manager"))


@pytest.fixture
def measured() -> Datastream:
    """Hourly values 12 ± 1, that jumped to 90 once, stood still for 30 hours, and were silent for ten."""
    pm, now = stream(), timezone.now()
    values = {hours: 12.0 + hours % 2 for hours in range(1, 300) if not 20 < hours < 31}
    values[50] = 90.0
    values |= dict.fromkeys(range(100, 130), 14.0)
    store(rows=[(pm.pk, now - h * HOUR, v) for h, v in values.items()], now=now, source="t", evaluate=False)
    return pm


@pytest.fixture
def answers() -> Iterator[None]:
    """A room above that answers for an index and for a forecast."""
    registry.register_classifier("testing", lambda pk, now: 2.0, "Deneme endeksi")
    registry.register_forecaster("testing", lambda pk, level, above, hours, now: 0.8, "Deneme tahmini")
    yield
    registry.forget("testing")


ALWAYS = {"area": "", "severity": "watch", "quiet_from": "", "quiet_to": "", "service": "", "playbook": ""}
TYPED: dict[str, dict[str, str]] = {
    "rate": {"comparison": "below", "limit": "50", "clear_limit": "10", "window_min": "60", "min_duration_min": "0"},
    "absence": {"limit": "5", "window_min": "180"},
    "flat": {"limit": "0,5", "clear_limit": "0,9", "window_min": "720"},
    "index": {"provider": "testing", "limit": "1.0", "clear_limit": "1.0", "min_duration_min": "60"},
    "forecast": {
        "provider": "testing", "level": "55,4", "limit": "70", "clear_limit": "50", "window_min": "720",
    },
    "area": {
        "statistic": "value", "comparison": "above", "min_count": "1", "limit": "60", "clear_limit": "40",
        "window_min": "60", "min_duration_min": "0",
    },
}  # fmt: skip
KEPT: dict[str, dict[str, Any]] = {
    "rate": {"comparison": "below", "limit": -50.0, "clear_limit": -10.0, "window_s": 3600},
    "absence": {"comparison": "above", "limit": 5.0, "clear_limit": 5.0, "window_s": 10800},
    "flat": {"comparison": "below", "limit": 0.5, "clear_limit": 0.9, "window_s": 43200},
    "index": {"limit": 1.0, "provider": "testing", "min_duration_s": 3600},
    "forecast": {"limit": 70.0, "level": 55.4, "provider": "testing", "window_s": 43200},
    "area": {"limit": 60.0, "min_count": 1, "window_s": 3600},
}
# By hand: one jump back down of 77 in an hour, one silence of eleven hours, one standstill, one breach.
OPENED = {"rate": 1, "absence": 1, "flat": 1, "index": None, "forecast": None, "area": 1}


def address(kind: str) -> str:
    return reverse("observations:new_rule") + f"?kind={kind}"


def said(pm: Datastream, kind: str, **changes: str) -> dict[str, str]:
    return {
        "name": "Deneme", "observed_property": str(pm.observed_property_id), **ALWAYS, **TYPED[kind], **changes,
    }  # fmt: skip


@pytest.mark.parametrize("kind", TYPED)
@pytest.mark.usefixtures("answers")
def test_each_kind_is_tried_and_then_made_as_it_was_typed(
    client: Client, measured: Datastream, kind: str
) -> None:
    shown = client.post(address(kind), said(measured, kind))
    assert shown.status_code == 200, shown.context["form"].errors
    assert shown.context["rehearsal"].alerts == OPENED[kind]
    assert not Rule.objects.exists()
    client.post(address(kind), said(measured, kind, tried=shown.context["tried"]))
    made = Rule.objects.get()
    assert {name: getattr(made, name) for name in KEPT[kind]} == KEPT[kind]
    assert made.kind == kind


@pytest.mark.usefixtures("answers")
def test_of_an_index_it_is_said_what_it_would_open_at_this_moment(
    client: Client, measured: Datastream
) -> None:
    shown = client.post(address("index"), said(measured, "index"))
    assert (shown.context["rehearsal"].now, shown.context["rehearsal"].answered) == (1, 1)
    assert "Şu anda" in shown.content.decode()
    certain = client.post(address("forecast"), said(measured, "forecast", limit="90"))
    assert certain.context["rehearsal"].now == 0


def test_a_fall_is_typed_as_how_much_and_tuned_the_same_way(client: Client, measured: Datastream) -> None:
    shown = client.post(address("rate"), said(measured, "rate"))
    client.post(address("rate"), said(measured, "rate", tried=shown.context["tried"]))
    page = reverse("observations:rule", args=[Rule.objects.get().pk])
    assert 'value="50' in client.get(page).content.decode()
    typed = {
        "limit": "60", "clear_limit": "10", "window_min": "60", "min_duration_min": "0",
        "name": "Fall", "severity": "watch",
    }  # fmt: skip
    tried = client.post(page, typed).context["tried"]
    client.post(page, {**typed, "tried": tried})
    assert Rule.objects.get().limit == -60.0
    client.post(reverse("observations:rule_switch", args=[Rule.objects.get().pk]), {"on": "0"})
    assert not Rule.objects.get().is_active


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("rate", {"limit": "-5"}), ("rate", {"clear_limit": "60"}), ("absence", {"limit": "0"}),
        ("flat", {"clear_limit": "0,1"}), ("forecast", {"limit": "120"}), ("forecast", {"level": ""}),
        ("index", {"limit": "7"}), ("index", {"provider": "nobody"}), ("area", {"min_count": "0"}),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("answers")
def test_what_a_kind_cannot_have_is_refused_beside_its_box(
    client: Client, measured: Datastream, kind: str, wrong: dict[str, str]
) -> None:
    answer = client.post(address(kind), said(measured, kind, **wrong))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) >= set(wrong)


def test_where_nobody_answers_for_an_index_the_page_says_so(
    client: Client, measured: Datastream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_classifiers", {})
    page = client.get(address("index"))
    assert page.context["has_nobody"]
    assert 'name="limit"' not in page.content.decode()


def test_a_kind_that_nobody_knows_is_no_page(client: Client) -> None:
    assert client.get(address("magic")).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Hızlı değişim", "Suskunluk", "Kaç değer eksik olabilir"]),
        ("fa", ["تغییر سریع", "خاموشی", "چند مقدار می‌تواند نرسد"]),
        ("en", ["Fast change", "Silence", "How many values may be missing"]),
    ],
)
def test_the_kinds_stand_in_every_language(
    client: Client, measured: Datastream, language: str, words: list[str]
) -> None:
    page = client.get(reverse("observations:new_rule"), {"kind": "absence", "lang": language}, follow=True)
    for word in words:
        assert word in page.content.decode()
