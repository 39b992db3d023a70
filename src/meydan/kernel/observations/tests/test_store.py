"""What goes in comes out once, and the books agree with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from meydan.kernel.observations.public import (
    Batch,
    Datastream,
    DatastreamUnknown,
    latest,
    roll_up,
    series,
    store,
)
from meydan.kernel.observations.tests.factories import stream

pytestmark = [pytest.mark.django_db, pytest.mark.store]
START = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def rows_of(datastream: Datastream, values: list[float]) -> list[tuple[int, datetime, float]]:
    return [(datastream.pk, START + place * HOUR, value) for place, value in enumerate(values)]


def test_stored_values_come_back_in_order(now: datetime) -> None:
    pm = stream()
    report = store(rows=list(reversed(rows_of(pm, [12.5, 13.0, 11.0]))), now=now, source="test")
    found = series(pm.pk, START, START + 3 * HOUR)
    assert (report.stored, report.repeated, report.refused) == (3, 0, [])
    assert found.value.tolist() == [12.5, 13.0, 11.0]


def test_the_same_value_twice_is_a_repeat_and_not_a_row(now: datetime) -> None:
    pm = stream()
    store(rows=rows_of(pm, [12.5, 13.0]), now=now, source="test")
    again = store(rows=rows_of(pm, [12.5, 13.0, 14.0]), now=now, source="test")
    assert (again.stored, again.repeated, again.corrected) == (1, 2, 0)


def test_another_value_wins_and_the_old_one_is_kept(now: datetime) -> None:
    from django.db import connection

    pm = stream()
    store(rows=rows_of(pm, [12.5, 13.0]), now=now, source="test")
    report = store(rows=rows_of(pm, [12.5, 99.0]), now=now, source="test")
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM observations_old_value")
        kept = cursor.fetchall()
    assert (report.stored, report.repeated, report.corrected) == (0, 1, 1)
    assert kept == [(13.0,)]
    assert latest([pm.pk])[pm.pk].value == 99.0


def test_of_one_key_twice_in_a_batch_the_last_counts(now: datetime) -> None:
    pm = stream()
    report = store(rows=[(pm.pk, START, 1.0), (pm.pk, START, 2.0)], now=now, source="test")
    assert (report.stored, report.repeated) == (1, 1)
    assert series(pm.pk, START, START + HOUR).value.tolist() == [2.0]


def test_several_observations_at_one_instant_are_legal_with_a_sequence(now: datetime) -> None:
    pm = stream()
    at = np.array([1, 1], dtype=np.int64)
    store(
        rows=Batch.columns(np.array([pm.pk] * 2), at, np.array([1.0, 2.0]), np.array([0, 1])),
        now=now,
        source="test",
    )
    assert len(series(pm.pk, datetime(1970, 1, 1, tzinfo=UTC), START)) == 2


def test_an_idempotency_key_answers_with_the_first_report(now: datetime) -> None:
    pm = stream()
    first = store(rows=rows_of(pm, [1.0, float("nan")]), now=now, source="test", idempotency_key="gateway-7")
    second = store(rows=rows_of(pm, [5.0]), now=now, source="test", idempotency_key="gateway-7")
    assert first == second
    assert series(pm.pk, START, START + HOUR).value.tolist() == [1.0]


def test_impossible_values_are_quarantined_with_their_reason(now: datetime) -> None:
    from meydan.kernel.observations.models import QuarantinedRow

    pm = stream()
    bad = [float("nan"), float("inf"), -4.0, 9999.0]
    report = store(
        rows=[*rows_of(pm, [10.0, *bad]), (pm.pk, now + timedelta(days=2), 5.0)], now=now, source="test"
    )
    assert report.stored == 1
    assert [row.reason for row in report.refused] == [
        "not_a_number",
        "not_a_number",
        "out_of_range",
        "out_of_range",
        "in_the_future",
    ]
    assert QuarantinedRow.objects.count() == 5


def test_quarantined_rows_can_be_offered_again(now: datetime) -> None:
    from meydan.kernel.observations.models import ObservedProperty, QuarantinedRow
    from meydan.kernel.observations.public import replay_quarantine

    pm = stream()
    store(rows=rows_of(pm, [2000.0]), now=now, source="test")
    ObservedProperty.objects.update(maximum=3000)
    report = replay_quarantine(row_ids=list(QuarantinedRow.objects.values_list("pk", flat=True)), now=now)
    assert report.stored == 1
    assert QuarantinedRow.objects.filter(replayed_at__isnull=True).count() == 0


def test_a_payload_among_the_rows_is_left_where_it_is(now: datetime) -> None:
    from meydan.kernel.observations.models import ObservedProperty, QuarantinedRow
    from meydan.kernel.observations.public import replay_quarantine

    pm = stream()
    store(rows=rows_of(pm, [2000.0]), now=now, source="test")
    payload = QuarantinedRow.objects.create(mapping="lora", payload="{", reason="unreadable", received_at=now)
    ObservedProperty.objects.update(maximum=3000)
    report = replay_quarantine(row_ids=list(QuarantinedRow.objects.values_list("pk", flat=True)), now=now)
    assert (report.stored, report.refused) == (1, [])
    assert QuarantinedRow.objects.get(replayed_at__isnull=True) == payload


def test_an_unknown_datastream_stores_nothing(now: datetime) -> None:
    pm = stream()
    with pytest.raises(DatastreamUnknown):
        store(rows=[(pm.pk, START, 1.0), (987_654, START, 1.0)], now=now, source="test")
    assert len(series(pm.pk, START, START + HOUR)) == 0


def test_the_latest_value_moves_only_forward(now: datetime) -> None:
    pm = stream()
    store(rows=[(pm.pk, START + 5 * HOUR, 20.0)], now=now, source="test")
    store(rows=[(pm.pk, START, 90.0)], now=now, source="test")
    newest = latest([pm.pk])[pm.pk]
    assert (newest.at, newest.value) == (START + 5 * HOUR, 20.0)


def test_a_value_older_than_three_periods_is_stale(now: datetime) -> None:
    pm = stream()
    store(rows=[(pm.pk, now - 3 * HOUR, 20.0)], now=now, source="test")
    newest = latest([pm.pk])[pm.pk]
    assert newest.state(now) == "fresh"
    assert newest.state(now + timedelta(seconds=1)) == "stale"


def test_a_sensor_that_never_moves_is_called_flat(now: datetime) -> None:
    pm = stream()
    for age in range(14, 6, -1):
        store(rows=[(pm.pk, now - age * HOUR, 20.0)], now=now, source="test")
    store(rows=[(pm.pk, now - age * HOUR, 20.0) for age in range(6, -1, -1)], now=now, source="test")
    assert latest([pm.pk])[pm.pk].state(now) == "flat"
    store(rows=[(pm.pk, now + timedelta(minutes=1), 21.0)], now=now, source="test")
    assert latest([pm.pk])[pm.pk].state(now) == "fresh"


def test_roll_ups_are_due_once(now: datetime) -> None:
    pm = stream()
    store(rows=rows_of(pm, [1.0] * 50), now=now, source="test")
    assert roll_up(now) == 3
    assert roll_up(now) == 0


@pytest.mark.only_on("sqlite")
def test_the_tables_are_sound_to_the_check_of_the_database(now: datetime) -> None:
    from django.db import connection

    pm = stream()
    store(rows=rows_of(pm, [12.5, 13.0]), now=now, source="late")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchall() == [("ok",)]
