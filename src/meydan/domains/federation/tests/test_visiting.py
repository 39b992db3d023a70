"""Visits to a peer that runs: a sound one, a slow one, a huge one, a lying one, one that is gone."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from meydan.base.jobs.public import Job, enqueue, run_due
from meydan.domains.federation import cities as naming
from meydan.domains.federation import jobs
from meydan.domains.federation.models import City, Document, Harvest
from meydan.domains.federation.operations import list_cities
from meydan.domains.federation.queries import copies_of, counts_of
from meydan.domains.federation.tests.peers import Peer, indicator, serving
from meydan.domains.federation.visiting import visit

pytestmark = pytest.mark.django_db(transaction=True)


def visited(city: City, now: datetime) -> City:
    visit(city, now)
    return City.objects.get(pk=city.pk)


def last() -> Harvest:
    return Harvest.objects.order_by("-pk")[0]


def test_a_sound_city_is_read_whole(peer: Peer, city: City, now: datetime) -> None:
    held = visited(city, now)
    assert (held.key, held.names["fa"], held.population) == ("deryakent", "دریاکنت", 12345)
    counts = counts_of([held])[held.pk]
    assert (counts.all, counts.under_way, counts.late, counts.done) == (3, 1, 1, 1)
    assert held.indicators.get().value == 7.0
    assert held.documents.get(kind="places:pharmacies").body["points"][0] == [39.5, 40.4, {"tr": "Umut"}]
    assert (last().outcome, last().changed) == ("good", 5)
    assert not copies_of([held], now)[held.pk].is_stale


def test_an_unchanged_city_is_asked_with_its_etag_and_nothing_is_written_anew(
    peer: Peer, city: City, now: datetime
) -> None:
    held = visited(city, now)
    changed = held.documents.get(kind="plan").changed_at
    peer.asked.clear()
    later = now + timedelta(minutes=5)
    held = visited(held, later)
    assert [etag for _path, etag in peer.asked] == ['"one"'] * 5
    plan = held.documents.get(kind="plan")
    assert (plan.changed_at, plan.fetched_at) == (changed, later)


def test_a_bad_document_is_refused_and_the_last_good_copy_stays_with_its_age(
    peer: Peer, city: City, now: datetime
) -> None:
    held = visited(city, now)
    peer.etag = '"two"'
    peer.documents(plan=b"<html>an error page</html>")
    later = now + timedelta(hours=1)
    held = visited(held, later)
    assert held.actions.count() == 3
    copy = copies_of([held], later)[held.pk]
    assert (copy.read_at, copy.is_stale) == (now, True)
    assert [(d.kind, d.fault) for d in copy.faults] == [("plan", "not_json")]
    assert last().outcome == "partial"


def test_a_document_that_fails_in_the_middle_leaves_no_half_of_it(
    peer: Peer, city: City, now: datetime
) -> None:
    held = visited(city, now)
    peer.etag = '"two"'
    peer.documents(indicators={"meydan_feed": 1, "city": "deryakent", "indicators": "many"})
    held = visited(held, now)
    assert held.indicators.count() == 1


def test_a_huge_document_is_not_read_to_its_end(peer: Peer, city: City, now: datetime) -> None:
    peer.says["/feed/plan.json"] = b" " * (3 * 1024 * 1024)
    held = visited(city, now)
    assert held.documents.get(kind="plan").fault == "too_large"
    assert held.indicators.count() == 1


def test_a_slow_city_costs_no_more_than_its_time(
    peer: Peer, city: City, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming, "TIMEOUT_S", 0.6)
    peer.wait_s = 30
    began = time.monotonic()
    visited(city, now)
    assert time.monotonic() - began < 5
    assert (last().outcome, last().fault) == ("failed", "timed_out")


def test_a_city_that_is_gone_is_asked_again_soon_and_its_copy_stays(
    peer: Peer, city: City, now: datetime
) -> None:
    held = visited(city, now)
    City.objects.filter(pk=held.pk).update(address="http://127.0.0.1:9")
    held.refresh_from_db()
    again = visit(held, now + timedelta(minutes=5))
    assert again == now + timedelta(minutes=5, seconds=1)
    assert held.actions.count() == 3
    assert last().fault == "not_reached"


def test_another_city_at_a_known_address_is_refused(peer: Peer, city: City, now: datetime) -> None:
    held = visited(city, now)
    peer.etag = '"two"'
    peer.documents(key="elsewhere")
    held = visited(held, now)
    assert held.key == "deryakent"
    assert last().fault == "other_city"


def test_a_city_cannot_take_the_name_of_another(peer: Peer, city: City, now: datetime) -> None:
    visited(city, now)
    with serving() as thief:
        thief.documents(key="deryakent")
        second = list_cities(addresses=[peer.address, thief.address])[1]
        second = visited(second, now)
    assert not second.is_known
    assert last().fault == "key_taken"


def test_a_document_that_speaks_for_another_city_is_refused(peer: Peer, city: City, now: datetime) -> None:
    peer.says["/feed/indicators.json"] = {
        "meydan_feed": 1,
        "city": "other",
        "indicators": [indicator("x", 1.0)],
    }
    held = visited(city, now)
    assert held.indicators.count() == 0
    assert held.documents.get(kind="indicators").fault == "other_city"


def test_a_portal_that_is_no_demo_does_not_call_its_own_machine(
    peer: Peer, city: City, now: datetime, settings: object
) -> None:
    settings.MEYDAN_DEMO = False
    visited(city, now)
    assert peer.asked == []
    assert last().fault == "refused"


def test_layers_that_are_gone_take_their_points_along(peer: Peer, city: City, now: datetime) -> None:
    held = visited(city, now)
    peer.etag = '"two"'
    peer.documents(layers={"meydan_feed": 1, "city": "deryakent", "layers": []})
    held = visited(held, now)
    assert not Document.objects.filter(city=held, kind__startswith="places:").exists()


def test_the_job_visits_every_listed_city_and_comes_again_to_one_that_was_late(
    peer: Peer, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "addresses", lambda: [peer.address, "http://127.0.0.1:9"])
    enqueue("federation.harvest")
    for _ in range(2):  # the visits are asked for by the first job
        run_due(timezone.now(), 10)
    assert City.objects.filter(is_known=True).count() == 1
    waiting = Job.objects.filter(name="federation.visit", state="ready")
    assert waiting.get().arguments == {"city_id": City.objects.get(is_known=False).pk}


def test_a_city_that_falls_silent_in_the_middle_is_left_for_the_next_visit(
    peer: Peer, city: City, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from meydan.domains.federation import visiting
    from meydan.domains.federation.fetching import Got, ask

    asked: list[str] = []

    def slow_at_the_plan(*args: object, **more: object) -> Got:
        kind = str(args[2])
        asked.append(kind)
        return Got(kind, fault="timed_out") if kind == "plan" else ask(*args, **more)

    monkeypatch.setattr(visiting, "ask", slow_at_the_plan)
    held = visited(city, now)
    assert asked == ["city", "plan"]
    assert (last().outcome, last().fault, held.failures) == ("partial", "timed_out", 0)
