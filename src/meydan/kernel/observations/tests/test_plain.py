"""The plain case in one statement leaves what the long way leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from meydan.kernel.observations.operations import ingest
from meydan.kernel.observations.public import store
from meydan.kernel.observations.tests.factories import rule, stream

pytestmark = [pytest.mark.django_db, pytest.mark.store, pytest.mark.only_on("postgresql")]
START = datetime(2026, 11, 1, tzinfo=UTC)
TABLES = {
    "observations_value": "datastream_id, slot, value",
    "observations_old_value": "datastream_id, slot, replaced_us, value",
    "observations_latestvalue": "datastream_id, first_us, at_us, seq, value, same_since_us",
    "observations_dirty_day": "datastream_id, day",
    "observations_arrival": "datastream_id, from_slot, to_slot, received_us",
    "observations_quarantinedrow": "datastream_id, at_us, value, reason",
    "observations_alert": "datastream_id, opening_value",
}
# Which of three datastreams, minutes after the start, value: few, so that batches meet each other.
rows = st.tuples(st.integers(0, 2), st.integers(0, 12), st.sampled_from([1.0, 2.0, 2.0, 40.0, -5.0]))
batches = st.lists(
    st.tuples(st.integers(0, 900), st.lists(rows, min_size=1, max_size=8)), min_size=1, max_size=5
)


def left(batch_list: Any, *, plainly: bool, ruled: bool) -> tuple[dict[str, list[Any]], int]:
    """What the tables hold after the batches, taken in one way or the other; and how many went the plain way."""
    count = 0

    def counted(batch: Any, now: datetime) -> Any:
        nonlocal count
        taken = plain(batch, now) if plainly else None
        count += taken is not None
        return taken

    plain = ingest._take_plain
    with transaction.atomic():
        streams = [stream(minimum=-3, thing_key="one") for _ in range(3)]
        if ruled:
            rule(streams[0])
        ingest._take_plain = counted
        try:
            for seconds, listed in batch_list:
                given = [
                    (streams[which].pk, START + timedelta(minutes=at), value) for which, at, value in listed
                ]
                store(rows=given, now=START + timedelta(seconds=seconds), source="t")
        finally:
            ingest._take_plain = plain
        found = _tables([one.pk for one in streams])
        transaction.set_rollback(True)
    return found, count


def _tables(keys: list[int]) -> dict[str, list[Any]]:
    place = {pk: number for number, pk in enumerate(keys)}
    found = {}
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            cursor.execute(f"SELECT {columns} FROM {table} ORDER BY {columns}")
            found[table] = [(place.get(row[0]), *row[1:]) for row in cursor.fetchall()]
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(batches=batches, ruled=st.booleans())
@example(batches=[(1, [(0, 1, 1.0)]), (0, [(0, 0, 1.0)])], ruled=False).via("a clock set back")
@example(batches=[(0, [(0, 0, -5.0), (0, 0, 1.0)])], ruled=False).via("an impossible value said again")
def test_both_ways_leave_the_same(batches: Any, ruled: bool) -> None:
    assert left(batches, plainly=True, ruled=ruled)[0] == left(batches, plainly=False, ruled=ruled)[0]


def test_what_is_usual_does_go_the_plain_way() -> None:
    usual = [(700, [(0, 1, 1.0), (1, 2, 2.0), (2, 3, 40.0)]), (760, [(0, 12, 2.0)])]
    assert left(usual, plainly=True, ruled=False)[1] == 2
