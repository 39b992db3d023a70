"""Doubted series: noticed, confirmed, dismissed, and silent meanwhile."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.people.public import Role
from meydan.base.people.tests.factories import staff
from meydan.domains.environment.models import StreamMark
from meydan.domains.environment.operations.marking import (
    AlreadyDecided,
    ReasonMissing,
    Seen,
    confirm,
    dismiss,
    doubt,
    keep_marks,
)
from meydan.domains.environment.operations.noticing import notice
from meydan.domains.environment.queries.air import air_now
from meydan.kernel.observations.public import store
from meydan.kernel.observations.tests.factories import stream

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def living(thing, value, now, hours=24 * 20):
    """A series that moves as such series do."""
    pm = stream(thing_key=thing, key=f"{thing}-pm2_5")
    chance = np.random.default_rng(3).normal(0, 1, hours)
    rows = [
        (pm.pk, now - n * HOUR, float(round(value + 4 * np.sin(n / 24 * 6.28) + chance[n], 2)))
        for n in range(hours)
    ]
    store(rows=rows, now=now, source="test", evaluate=False)
    return pm


def test_a_station_under_serious_doubt_never_colours_the_city(now):
    bad, good = living("bad", 90.0, now), living("good", 14.0, now)
    assert air_now(now).worst.key == "bad"
    doubt(datastream_id=bad.pk, reason="A truck idles beside it", actor=staff(Role.INSPECTOR), now=now)
    air = air_now(now)
    assert air.worst.key == "good"
    states = {station.key: station.state for station in air.stations}
    assert states["bad"] == "stale"
    assert good.pk != bad.pk


def test_a_doubt_about_one_series_silences_the_whole_station(now):
    dust = living("bad", 90.0, now)
    coarse = stream("pm10", thing_key="bad")
    store(
        rows=[(coarse.pk, now - n * HOUR, 300.0 + n % 2) for n in range(20)],
        now=now,
        source="test",
        evaluate=False,
    )
    living("good", 14.0, now)
    doubt(datastream_id=dust.pk, reason="x", actor=staff(Role.INSPECTOR), now=now)
    assert air_now(now).worst.key == "good"


@pytest.mark.parametrize(
    ("language", "word"), [("tr", "Denetleniyor"), ("fa", "در حال بررسی"), ("en", "Being checked")]
)
def test_the_page_says_that_the_station_is_being_checked(client: Client, language, word):
    now = timezone.now()
    bad = living("bad", 90.0, now)
    doubt(datastream_id=bad.pk, reason="x", actor=staff(Role.INSPECTOR), now=now)
    page = client.get(reverse("environment:air"), {"lang": language}, follow=True).content.decode()
    assert word in page


def test_a_sensor_that_stands_still_is_noticed_once(now):
    pm = living("stuck", 30.0, now - 30 * HOUR)
    store(rows=[(pm.pk, now - n * HOUR, 77.0) for n in range(30)], now=now, source="test", evaluate=False)
    assert notice(now) >= 1
    assert notice(now) == 0
    mark = StreamMark.objects.get(kind="stuck")
    assert (mark.is_serious, mark.status) == (True, "open")
    assert air_now(now).worst is None


def test_a_living_series_is_not_doubted(now):
    living("well", 30.0, now)
    notice(now)
    assert not StreamMark.objects.filter(is_serious=True).exists()


def test_no_rain_for_a_day_is_no_fault(now):
    rain = stream("rain", thing_key="sky", kind="weather")
    rows = [(rain.pk, now - n * HOUR, 2.0 if 100 < n < 110 else 0.0) for n in range(24 * 20)]
    store(rows=rows, now=now, source="test", evaluate=False)
    notice(now)
    assert not StreamMark.objects.filter(kind="stuck", until_at=None, status="open").exists()


def test_what_is_not_seen_again_has_passed_and_a_persons_doubt_has_not(now):
    pm = stream()
    seen = Seen(pm.pk, "stuck", now - 9 * HOUR, None, 2.0, is_serious=True)
    keep_marks(seen=[seen], checked=[pm.pk], now=now)
    doubt(datastream_id=pm.pk, reason="x", actor=staff(Role.CLERK), now=now)
    keep_marks(seen=[], checked=[pm.pk], now=now + HOUR)
    assert list(StreamMark.objects.order_by("id").values_list("status", flat=True)) == ["passed", "confirmed"]


def test_a_dismissed_fault_is_not_opened_again(now):
    pm, who = stream(), staff(Role.MANAGER)
    seen = Seen(pm.pk, "stuck", now - 9 * HOUR, None, 2.0, is_serious=True)
    keep_marks(seen=[seen], checked=[pm.pk], now=now)
    mark = StreamMark.objects.get()
    with pytest.raises(ReasonMissing):
        dismiss(mark_id=mark.pk, reason=" ", actor=who, now=now)
    dismiss(mark_id=mark.pk, reason="Cleaned the inlet", actor=who, now=now)
    keep_marks(seen=[seen], checked=[pm.pk], now=now + HOUR)
    assert StreamMark.objects.get().status == "dismissed"
    with pytest.raises(AlreadyDecided):
        confirm(mark_id=mark.pk, actor=who, now=now)


def test_staff_decide_on_the_page(client: Client, now):
    pm = stream()
    keep_marks(seen=[Seen(pm.pk, "stuck", now, None, 2.0, is_serious=True)], checked=[pm.pk], now=now)
    mark = StreamMark.objects.get()
    client.force_login(staff(Role.MAYOR))
    assert client.post(reverse("environment:mark", args=[mark.pk]), {"dismiss": ""}).status_code == 403
    client.force_login(staff(Role.INSPECTOR))
    assert (
        client.post(reverse("environment:mark", args=[mark.pk]), {"dismiss": "", "reason": ""}).status_code
        == 422
    )
    client.post(reverse("environment:mark", args=[mark.pk]), {"confirm": "", "reason": "dead battery"})
    mark.refresh_from_db()
    assert (mark.status, mark.reason) == ("confirmed", "dead battery")
