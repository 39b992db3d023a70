"""The feed: what is written while somebody listens, and whether anything of it is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from meydan.kernel.observations.engine.batch import Batch
from meydan.kernel.observations.engine.moments import HOUR_US, to_us
from meydan.kernel.observations.live import following
from meydan.kernel.observations.live.following import Reader
from meydan.kernel.observations.models import Datastream
from meydan.kernel.observations.public import store
from meydan.kernel.observations.stores import feed
from meydan.kernel.observations.stores.feed import Change
from meydan.kernel.observations.tests.factories import stream
from meydan.kernel.observations.tests.sta.asking import ask
from meydan.kernel.observations.tests.sta.test_changing import made, thing_body

pytestmark = [pytest.mark.django_db, pytest.mark.store]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def put(datastream: Datastream, value: float, minute: int = 0) -> None:
    store(rows=[(datastream.pk, NOW - timedelta(minutes=minute), value)], now=NOW, source="test")


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.setattr(following.timezone, "now", lambda: NOW)
    reader = Reader("test")
    reader.step(0.0)
    return reader


def test_nothing_is_written_for_nobody() -> None:
    put(stream(), 1.0)
    assert feed.newest() == 0


def test_what_is_stored_is_read_once(listening: Reader) -> None:
    one = stream()
    put(one, 12.5)
    entries, _ = listening.step(0.1)
    assert [(e.datastream_id.tolist(), e.value.tolist()) for e in entries] == [([one.pk], [12.5])]
    assert listening.step(0.2)[0] == []


def test_an_entry_that_commits_late_is_still_read(listening: Reader) -> None:
    one = stream()
    for minute in (3, 2, 1):
        put(one, float(minute), minute)
    last = feed.newest()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE observations_feed SET id = %s WHERE id = %s", [-1, last - 1])
    assert [e.value.tolist() for e in listening.step(0.1)[0]] == [[3.0], [1.0]]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE observations_feed SET id = %s WHERE id = -1", [last - 1])
    entries, safe = listening.step(0.2)
    assert [e.value.tolist() for e in entries] == [[2.0]]
    assert safe == last


def test_whether_something_is_missing_is_known(listening: Reader) -> None:
    one = stream()
    begun = feed.newest()
    put(one, 1.0, 2)
    put(one, 2.0, 1)
    assert feed.is_whole_since(begun)
    assert not feed.is_whole_since(begun - 1), "what was written before anybody listened is not there"
    assert not feed.is_whole_since(10**9), "a number of another database"
    feed.sweep(to_us(NOW) + HOUR_US + 1)
    assert not feed.is_whole_since(begun)


def test_after_a_silence_the_feed_begins_anew(listening: Reader) -> None:
    put(stream(), 1.0)
    before = feed.newest()
    later = to_us(NOW) + following.LISTENS_US + 1
    feed.listen("somebody else", later)
    assert not feed.is_whole_since(before)
    assert feed.is_whole_since(feed.newest())


def changes(reader: Reader) -> list[Change]:
    return [e.change for e in reader.step(0.1)[0] if e.change is not None]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A reader in the time of the door, which is that of the clock."""
    reader = Reader("test")
    reader.step(0.0)
    return reader


def test_everything_made_inside_a_thing_is_told(heard: Reader) -> None:
    made("Things", thing_body())
    told = {(one.entity, one.act) for one in changes(heard)}
    assert told == {
        (name, "made")
        for name in ("Thing", "Location", "HistoricalLocation", "Datastream", "Sensor", "ObservedProperty")
    }


def test_a_change_names_what_was_changed(heard: Reader) -> None:
    path = made("Things", thing_body())
    heard.step(0.05)
    ask(path, "PATCH", {"name": "Yeni ad"})
    assert [(one.act, one.names) for one in changes(heard)] == [("changed", ("name",))]


def test_with_a_thing_its_datastreams_are_told_to_be_gone(heard: Reader) -> None:
    path = made("Things", thing_body())
    pk = Datastream.objects.get(thing_id=int(path[7:-1])).pk
    heard.step(0.05)
    ask(path, "DELETE")
    told = changes(heard)
    assert Change("Datastream", pk, "removed") in told
    assert ("Thing", "removed") in {(one.entity, one.act) for one in told}


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_of_two_connections_the_one_that_commits_last_is_heard_too() -> None:
    reader, one, clock_s = Reader("test"), stream(), 0.0
    reader.step(clock_s)
    slow = connection.copy()
    slow.set_autocommit(False)
    body = feed.pack(Batch.of([(one.pk, NOW, 1.0)]))
    with slow.cursor() as cursor:
        cursor.execute("INSERT INTO observations_feed (written_us, body) VALUES (%s, %s)", [to_us(NOW), body])
    feed.append(Batch.of([(one.pk, NOW, 2.0)]), to_us(NOW))
    entries, safe = reader.step(0.1)
    assert [entry.value.tolist() for entry in entries] == [[2.0]]
    assert safe < entries[0].id, "whoever stops now must go on before the one that is missing"
    slow.commit()
    slow.close()
    entries, safe = reader.step(0.2)
    assert [entry.value.tolist() for entry in entries] == [[1.0]]
    assert safe == feed.newest()
