"""An alert afterwards: compared with its forecast, and no cause claimed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from meydan.base.people.public import Role
from meydan.base.people.tests.factories import staff
from meydan.domains.environment.models import Forecast
from meydan.domains.environment.presentation.after import limits_of
from meydan.domains.environment.queries.after import AlertUnknown, after_of
from meydan.kernel.observations.public import Alert, from_us, store, to_us
from meydan.kernel.observations.tests.factories import rule, stream

pytestmark = pytest.mark.django_db
HOUR_US = 3_600_000_000


@pytest.fixture
def alert(now):
    pm = stream(thing_key="karsiyaka")
    begin = to_us(now - timedelta(hours=40)) // HOUR_US * HOUR_US
    rows = [(pm.pk, begin + n * HOUR_US, 60.0 if 10 <= n < 20 else 20.0 + n % 2) for n in range(40)]
    store(rows=rows, now=now, source="test", evaluate=False)
    since = from_us(begin + 10 * HOUR_US)
    return Alert.objects.create(
        rule=rule(pm), datastream=pm, since_at=since, opened_at=since, recorded_at=now, opening_value=60.0,
        peak_value=60.0, peak_at=since, cleared_at=from_us(begin + 20 * HOUR_US),
    )  # fmt: skip


def forecast(alert, likely, spread):
    first = to_us(alert.since_at) - HOUR_US
    return Forecast.objects.create(
        datastream=alert.datastream, issued_at=from_us(first - HOUR_US), first_us=first, model="test",
        low=[likely - spread] * 24, median=[likely] * 24, high=[likely + spread] * 24,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("likely", "spread", "verdict", "words"),
    [
        (90.0, 20.0, "below", "The peak was lower than forecast: 60 µg/m³ came"),
        (65.0, 20.0, "within", "The peak was as forecast"),
        (30.0, 10.0, "above", "The peak was higher than forecast"),
    ],
)
def test_the_peak_is_laid_against_what_was_said_before(
    client: Client, alert, now, likely, spread, verdict, words
):
    forecast(alert, likely, spread)
    assert after_of(alert.pk, now).peaks.verdict == verdict
    client.force_login(staff(Role.MAYOR))
    page = client.get(
        reverse("environment:after", args=[alert.pk]), {"lang": "en"}, follow=True
    ).content.decode()
    assert words in page
    assert "It does not say why" in page


def test_without_a_forecast_there_is_nothing_to_compare(client: Client, alert, now):
    assert after_of(alert.pk, now).peaks is None
    client.force_login(staff(Role.CLERK))
    page = client.get(
        reverse("environment:after", args=[alert.pk]), {"lang": "en"}, follow=True
    ).content.decode()
    assert "nothing to compare the peak with" in page
    assert "No case came of this alert" in page


def test_a_forecast_issued_after_the_breach_is_not_asked(alert, now):
    late = forecast(alert, 90.0, 20.0)
    Forecast.objects.filter(pk=late.pk).update(issued_at=alert.since_at + timedelta(hours=1))
    assert after_of(alert.pk, now).forecast is None


def test_an_unknown_alert_is_not_found(client: Client, now):
    with pytest.raises(AlertUnknown):
        after_of(10**6, now)
    client.force_login(staff(Role.CLERK))
    assert client.get(reverse("environment:after", args=[10**6])).status_code == 404


@pytest.mark.parametrize(
    ("kind", "drawn"), [("threshold", 1), ("area", 1), ("rate", 0), ("absence", 0), ("index", 0)]
)
def test_only_a_limit_of_values_stands_on_the_axis_of_values(alert, kind, drawn):
    alert.rule.kind = kind
    assert len(limits_of(alert)) == drawn
