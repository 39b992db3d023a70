"""The page of connections, as an administrator reads it in three languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meydan.base.connectors import home_settings
from meydan.base.connectors.models import ConnectorState
from meydan.base.connectors.public import Connector, forget, register
from meydan.base.jobs.public import run_due

pytestmark = pytest.mark.django_db
NAMES = {"tr": "Hava servisi", "fa": "سرویس هوا", "en": "Weather service"}


@pytest.fixture
def weather(monkeypatch: pytest.MonkeyPatch) -> Iterator[Connector]:
    monkeypatch.setattr(home_settings, "base_url", lambda connector: "https://hava.example")
    yield register(Connector("tests.weather", NAMES, enabled_by_default=True))
    forget("tests.weather")


def page(client, language: str) -> str:
    return client.get(reverse("connectors:list"), {"lang": language}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Bağlantılar", "Hava servisi", "çalışıyor", "Şimdi dene"]),
        ("fa", ["اتصال‌ها", "سرویس هوا", "کار می‌کند", "همین حالا امتحان کن"]),
        ("en", ["Connections", "Weather service", "works", "Try now"]),
    ],
)
def test_a_working_system_is_said_to_work(client, administrator, weather, language, words):
    ConnectorState.objects.create(code=weather.code, last_success_at=timezone.now(), latency_s=0.2)
    client.force_login(administrator)
    shown = page(client, language)
    for word in words:
        assert word in shown


@pytest.mark.parametrize(
    ("language", "words"),
    [("tr", "anahtarımızı kabul etmiyor"), ("fa", "کلید ما را نمی‌پذیرد"), ("en", "refuses our key")],
)
def test_a_refused_key_comes_with_what_to_do(client, administrator, weather, language, words):
    at = timezone.now()
    ConnectorState.objects.create(
        code=weather.code, last_failure_at=at, failing_since_at=at, last_error="HTTP 403 from hava.example"
    )
    client.force_login(administrator)
    assert words in page(client, language)


def test_a_resting_system_says_until_when(client, administrator, weather):
    at = timezone.now()
    ConnectorState.objects.create(
        code=weather.code, failures=5, last_failure_at=at, failing_since_at=at, last_error="no answer",
        rests_until_at=at + timedelta(minutes=1),
    )  # fmt: skip
    client.force_login(administrator)
    assert "left alone" in page(client, "en")
    assert "tried again by itself" in page(client, "en")


def test_what_is_off_says_how_to_switch_it_on(client, administrator, weather):
    forget(weather.code)
    register(Connector("tests.weather", NAMES))
    client.force_login(administrator)
    assert "[tests.weather]" in page(client, "en")


def test_trying_now_wakes_a_resting_system_in_a_job(client, administrator, weather, tmp_path):
    from meydan.base.connectors.exchanges import recorded

    file = tmp_path / "answer.json"
    file.write_text('[{"method": "GET", "url": "https://hava.example/", "status": 200}]')
    ConnectorState.objects.create(
        code=weather.code, failures=9, rests_until_at=timezone.now() + timedelta(hours=1)
    )
    client.force_login(administrator)
    client.post(reverse("connectors:try", args=[weather.code]))
    with recorded(file) as calls:
        run_due(timezone.now() + timedelta(seconds=1))
    assert calls == ["GET https://hava.example/"]
    assert ConnectorState.objects.get().failures == 0


def test_clerks_stay_outside_and_unknown_systems_are_not_tried(client, clerk, administrator):
    client.force_login(clerk)
    assert client.get(reverse("connectors:list")).status_code == 403
    client.force_login(administrator)
    assert client.post(reverse("connectors:try", args=["tests.nothing"])).status_code == 404
