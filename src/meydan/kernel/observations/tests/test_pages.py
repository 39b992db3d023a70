"""Alerts on the desk, as people see them in three languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.kernel.observations.models import Alert
from meydan.kernel.observations.public import store
from meydan.kernel.observations.tests.factories import rule, stream

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def alert() -> Alert:
    pm = stream()
    rule(pm)
    now = timezone.now()
    values = [10, 20, 41, 60, 44]
    rows = [(pm.pk, now - (len(values) - n) * HOUR, value) for n, value in enumerate(values)]
    store(rows=rows, now=now, source="test")
    return Alert.objects.get()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Hangi sınır aşıldı?", "İnce toz yüksek", "Karşıyaka", "60,0", "Açık"]),
        ("fa", ["کدام حد رد شده است؟", "ذرات ریز بالاست", "کارشی‌یاکا", "۶۰٫۰", "باز"]),
        ("en", ["What has passed a limit?", "Fine dust high", "Karşıyaka", "60.0", "Open"]),
    ],
)
def test_open_alerts_are_listed(
    client: Client, clerk: object, alert: Alert, language: str, words: list[str]
) -> None:
    client.force_login(clerk)
    page = client.get(reverse("observations:alerts"), {"lang": language}, follow=True).content.decode()
    for word in words:
        assert word in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Ne oldu", "Sınırı aşan ilk değer", "Alarmı kapat", "<svg"]),
        ("fa", ["چه شد", "نخستین مقدار بیرون از حد", "بستن زنگ خطر", "<svg"]),
        ("en", ["What happened", "First value beyond the limit", "Dismiss the alert", "<svg"]),
    ],
)
def test_an_alert_shows_its_course(
    client: Client, clerk: object, alert: Alert, language: str, words: list[str]
) -> None:
    client.force_login(clerk)
    page = client.get(reverse("observations:alert", args=[alert.pk]), {"lang": language}, follow=True)
    for word in words:
        assert word in page.content.decode()


def test_an_alert_is_dismissed_with_the_reason_that_was_written(
    client: Client, clerk: object, alert: Alert
) -> None:
    client.force_login(clerk)
    address = reverse("observations:alert", args=[alert.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "Yol süpürülüyordu"})
    alert.refresh_from_db()
    assert (alert.status, alert.reason, alert.closed_by) == ("dismissed", "Yol süpürülüyordu", clerk)
    assert "Yol süpürülüyordu" in client.get(address).content.decode()


def test_the_mayor_reads_and_does_not_dismiss(client: Client, mayor: object, alert: Alert) -> None:
    client.force_login(mayor)
    address = reverse("observations:alert", args=[alert.pk])
    assert '<form method="post">' not in client.get(address).content.decode()
    assert client.post(address, {"reason": "x"}).status_code == 403


def test_a_visitor_is_asked_to_sign_in(client: Client, alert: Alert) -> None:
    assert "/accounts/login/" in client.get(reverse("observations:alerts")).url


def test_the_list_asks_the_database_a_fixed_number_of_questions(
    client: Client, clerk: object, alert: Alert, django_assert_max_num_queries: object
) -> None:
    client.force_login(clerk)
    with django_assert_max_num_queries(12):
        client.get(reverse("observations:alerts"))
