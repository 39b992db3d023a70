"""Months become partitions while the city goes on measuring, and no row is lost or doubled."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection

from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.months import month_number
from meydan.kernel.observations.engine.slots import slot_of
from meydan.kernel.observations.public import series, store
from meydan.kernel.observations.stores import partitions
from meydan.kernel.observations.tests.factories import stream

pytestmark = [pytest.mark.store, pytest.mark.only_on("postgresql")]
JULY, AUGUST = month_number(2014, 7), month_number(2014, 8)
START = datetime(2014, 7, 31, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def lying(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_this_and_the_next_two_months_are_there_before_their_first_value(now: datetime) -> None:
    partitions.ensure(to_us(now))
    wanted = {month_number(2026, 11), month_number(2026, 12), month_number(2027, 1)}
    assert wanted <= set(partitions.existing())
    assert partitions.ensure(to_us(now)) == []


@pytest.mark.django_db
def test_what_lies_in_the_rest_is_moved_into_its_month(now: datetime) -> None:
    pm, rows = stream(), {}
    for k in range(24):
        rows[START + k * HOUR] = float(k)
    long_ago = datetime(1969, 12, 31, 23, tzinfo=UTC)
    store(rows=[(pm.pk, at, v) for at, v in {**rows, long_ago: 7.0}.items()], now=now, source="test")
    assert lying(partitions.REST) == 25
    made = partitions.ensure(to_us(now))
    assert {JULY, AUGUST} <= set(made)
    assert (lying("observations_value_2014_07"), lying("observations_value_2014_08")) == (12, 12)
    assert lying(partitions.REST) == 1
    assert series(pm.pk, START, START + 24 * HOUR).value.tolist() == list(rows.values())


@pytest.mark.django_db(transaction=True)
def test_the_rest_takes_no_room_once_everything_was_moved(now: datetime) -> None:
    pm = stream()
    rows = [(pm.pk, START + timedelta(minutes=k), 1.0) for k in range(5000)]
    store(rows=rows, now=now, source="test")
    partitions.ensure(to_us(now))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [partitions.REST])
        assert cursor.fetchone()[0] < 32_768
        cursor.execute("SELECT count(*) FROM observations_value")
        assert cursor.fetchone()[0] == 5000


@pytest.mark.django_db
def test_an_old_month_that_holds_nothing_is_dropped_and_comes_again_when_it_is_needed(now: datetime) -> None:
    pm = stream()
    store(rows=[(pm.pk, START, 1.0)], now=now, source="test")
    partitions.ensure(to_us(now))
    with connection.cursor() as cursor:
        assert JULY not in partitions.drop_empty(to_us(now))
        cursor.execute("DELETE FROM observations_value")
    assert JULY in partitions.drop_empty(to_us(now))
    assert month_number(2026, 11) in partitions.existing()
    store(rows=[(pm.pk, START, 2.0)], now=now, source="test")
    assert JULY in partitions.ensure(to_us(now))


@pytest.mark.django_db(transaction=True)
def test_while_another_writes_no_row_is_lost_doubled_or_refused(now: datetime) -> None:
    stop, written, faults = threading.Event(), [], []
    name = connection.settings_dict["NAME"]

    def write() -> None:
        before, _, query = os.environ["DATABASE_URL"].partition("?")
        url = f"{before.rsplit('/', 1)[0]}/{name}?{query}"
        try:
            with psycopg.connect(url) as other:
                k = 0
                while not stop.is_set():
                    slots = [slot_of(to_us(START + timedelta(minutes=k + i))) for i in range(40)]
                    sql = "INSERT INTO observations_value (slot, value, datastream_id) "
                    other.execute(sql + "SELECT unnest(%s::bigint[]), 1.0, 77", [slots])
                    other.commit()
                    written.extend(slots)
                    k += 40
        except psycopg.Error as fault:
            faults.append(fault)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for round_ in range(12):
            while len(written) < 400 * (round_ + 1) and not faults:
                stop.wait(0.01)
            partitions.ensure(to_us(now))
    finally:
        stop.set()
        writer.join()
    assert faults == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT slot FROM observations_value WHERE datastream_id = 77 ORDER BY slot")
        assert [row[0] for row in cursor.fetchall()] == written
        cursor.execute("DELETE FROM observations_value WHERE datastream_id = 77")
    assert len(written) >= 4000
