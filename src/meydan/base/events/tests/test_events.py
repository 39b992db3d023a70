"""Events are heard once by each subscriber, after the commit, and never lost quietly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from django.utils import timezone

from meydan.base.events import operations
from meydan.base.events.models import Announcement, Delivery
from meydan.base.events.public import Event, SubscriberTaken, publish, subscribe, unsubscribe
from meydan.base.events.registry import read, written
from meydan.base.jobs.public import Job, run_due
from meydan.base.links.public import link, links_from

pytestmark = [pytest.mark.django_db, pytest.mark.store]


@dataclass(frozen=True)
class StreetFlooded(Event):
    kind: ClassVar[str] = "tests.street_flooded"
    street: str
    depth_m: float
    at: datetime
    places: tuple[int, ...] = ()
    note: str | None = None


FLOOD = StreetFlooded(street="خیابان انقلاب", depth_m=0.4, at=datetime.fromisoformat("2026-03-01T10:00Z"))


@pytest.fixture
def heard() -> Iterator[list[tuple[str, Event]]]:
    told: list[tuple[str, Event]] = []

    def first(event: StreetFlooded, now: datetime) -> None:
        told.append(("first", event))
        link("places.place:1", "cases.case:1", "opened", "first", now)

    def second(event: StreetFlooded, now: datetime) -> None:
        told.append(("second", event))

    subscribe(StreetFlooded, first, name="tests.first")
    subscribe(StreetFlooded, second, name="tests.second")
    yield told
    unsubscribe("tests.first")
    unsubscribe("tests.second")


def soon() -> datetime:
    return timezone.now() + timedelta(seconds=1)


def test_every_subscriber_hears_an_event_with_its_fields_intact(heard):
    publish(FLOOD, timezone.now())
    assert heard == [], "not in the publisher's own transaction"
    run_due(soon())
    assert heard == [("first", FLOOD), ("second", FLOOD)]


def test_an_event_is_undone_with_the_transaction_in_which_it_happened(heard):
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        publish(FLOOD, timezone.now())
        raise ZeroDivisionError
    assert run_due(soon()) == 0
    assert not Announcement.objects.exists()


def test_hearing_twice_has_one_effect(heard):
    row = publish(FLOOD, timezone.now())
    run_due(soon())
    assert not operations.deliver(announcement_id=row.pk, subscriber="tests.first", now=soon())
    assert [name for name, _ in heard] == ["first", "second"]
    assert Delivery.objects.count() == 2


def test_a_failing_subscriber_holds_nobody_else_up_and_is_tried_again(heard):
    def failing(event: StreetFlooded, now: datetime) -> None:
        link("places.place:2", "cases.case:2", "opened", "failing", now)
        raise ValueError("not now")

    subscribe(StreetFlooded, failing, name="tests.failing")
    try:
        publish(FLOOD, timezone.now())
        run_due(soon())
    finally:
        unsubscribe("tests.failing")
    assert [name for name, _ in heard] == ["first", "second"]
    assert links_from("places.place:2") == [], "what it wrote went with its transaction"
    assert Job.objects.get(state="ready").last_error.rstrip().endswith("not now")
    assert not Delivery.objects.filter(subscriber="tests.failing").exists()


def dead_letter() -> str:
    return Job.objects.get(state="dead").last_error


def test_a_subscriber_of_an_older_version_becomes_a_dead_letter_in_plain_words(heard):
    publish(FLOOD, timezone.now())
    unsubscribe("tests.second")
    run_due(soon())
    assert "no subscriber 'tests.second' for 'tests.street_flooded'" in dead_letter()


def test_an_event_of_an_older_version_becomes_a_dead_letter_in_plain_words(heard):
    unsubscribe("tests.second")
    publish(FLOOD, timezone.now())
    Announcement.objects.update(body={"street": "Atatürk Caddesi"})
    run_due(soon())
    assert "written by another version" in dead_letter()
    assert "depth_m" in dead_letter()


def test_fields_an_event_no_longer_has_are_passed_over():
    assert read({**written(FLOOD), "colour": "brown"}, StreetFlooded) == FLOOD


def test_a_subscriber_name_belongs_to_one_handler(heard):
    with pytest.raises(SubscriberTaken):
        subscribe(StreetFlooded, print, name="tests.first")


def test_old_events_are_cleared(heard):
    publish(FLOOD, timezone.now())
    run_due(soon())
    assert operations.sweep(before=soon()) > 0
    assert not Delivery.objects.exists()
