"""An alert becomes one case, and closing the case settles the alert."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.tests.factories import picture, service

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


def test_an_alert_opens_its_case_once_and_closing_settles_it(now):
    from meydan.base.events.public import publish
    from meydan.base.jobs.public import run_due
    from meydan.base.links.public import links_to
    from meydan.kernel.cases.operations.alerts import open_from_alert
    from meydan.kernel.observations.public import (
        Alert,
        AlertOpened,
        Datastream,
        ObservedProperty,
        Rule,
        Thing,
    )

    service("air_alert", workflow="alert_response", kind="alert", is_public=False)
    thing = Thing.objects.create(key="k", names={"tr": "Karşıyaka"}, lon=39.5, lat=40.4)
    observed = ObservedProperty.objects.create(code="pm25", names={"tr": "PM2,5"}, unit="µg/m³")
    stream = Datastream.objects.create(
        key="k/pm25", thing=thing, observed_property=observed, names={}, unit="µg/m³"
    )
    rule = Rule.objects.create(
        code="pm25_high",
        names={"tr": "PM2,5 sınırı aştı", "fa": "PM2.5 از حد گذشت", "en": "PM2.5 over its limit"},
        observed_property=observed,
        statistic="mean_24h",
        comparison="above",
        limit=35,
        clear_limit=30,
        service="air_alert",
    )
    alert = Alert.objects.create(
        rule=rule,
        datastream=stream,
        since_at=now,
        opened_at=now,
        recorded_at=now,
        opening_value=41,
        peak_value=41,
        peak_at=now,
    )
    event = AlertOpened(
        alert_id=alert.pk,
        rule=rule.code,
        datastream_id=stream.pk,
        thing_id=thing.pk,
        place_id=None,
        service="air_alert",
        severity="watch",
        value=41.0,
        limit=35.0,
        at=now.isoformat(),
    )
    publish(event, now)
    run_due(timezone.now() + timedelta(seconds=1), 50)
    assert Case.objects.count() == 1
    open_from_alert(event, now)
    made = Case.objects.get()
    assert (made.alert_id, made.source, made.lon) == (alert.pk, "alert", 39.5)
    assert made.title == "PM2,5 sınırı aştı"
    assert [link.from_ref for link in links_to(made.ref)] == [f"observations.alert:{alert.pk}"]
    boss = staff("manager", "works")
    public.assign(case_id=made.pk, assignee=boss, actor=boss, now=now)
    public.advance(case_id=made.pk, transition="assign", actor=boss, now=now)
    public.advance(case_id=made.pk, transition="arrive", actor=boss, now=now)
    public.advance(
        case_id=made.pk,
        transition="finish",
        actor=boss,
        now=now,
        note="Kazan kapatıldı",
        evidence=[picture()],
    )
    alert.refresh_from_db()
    assert alert.status == "acted"
