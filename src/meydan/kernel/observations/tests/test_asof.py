"""What was known at a moment, held against a history that forgets nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.slots import at_of, slot_of
from meydan.kernel.observations.models import Datastream
from meydan.kernel.observations.operations.retention import Keeping, remove_old
from meydan.kernel.observations.public import from_us, store
from meydan.kernel.observations.stores import archive, values
from meydan.kernel.observations.stores.asof import read_as_of
from meydan.kernel.observations.tests.factories import stream
from meydan.kernel.observations.tests.homes import own_home

pytestmark = [pytest.mark.django_db, pytest.mark.store]
START = datetime(2026, 8, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOURS = 96
ALL = (to_us(START - HOUR), to_us(START + 5000 * HOUR))


@pytest.fixture(autouse=True)
def _home() -> Iterator[Path]:
    with own_home() as folder:
        yield folder


class History:
    """Every version of every value with when it began and ended to be known, kept by hand."""

    def __init__(self) -> None:
        self.versions: dict[datetime, list[list[object]]] = defaultdict(list)

    def standing(self, at: datetime) -> list[object] | None:
        last = self.versions[at][-1:]
        return last[0] if last and last[0][1] is None else None

    def store(self, at: datetime, value: float, now: datetime) -> None:
        stands = self.standing(at)
        if stands is None:
            self.versions[at].append([at if at >= now - timedelta(minutes=1) else now, None, value])
        elif stands[2] != value:
            stands[1] = now
            self.versions[at].append([now, None, value])

    def remove(self, at: datetime, now: datetime) -> None:
        stands = self.standing(at)
        if stands is not None:
            stands[1] = now

    def as_of(self, moment: datetime) -> dict[datetime, float]:
        return {
            at: float(value)
            for at, versions in sorted(self.versions.items())
            for begin, end, value in versions
            if begin <= moment and (end is None or moment < end)
        }


def remove(datastream: Datastream, at: datetime, now: datetime) -> bool:
    """Remove one observation as a door does: kept aside, then gone; one that was archived is out of its reach."""
    slot = slot_of(to_us(at))
    if len(archive.removed_rows(datastream.pk, slot, slot + 1)):
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM observations_value WHERE datastream_id = %s AND slot = %s RETURNING value",
            [datastream.pk, slot],
        )
        row = cursor.fetchone()
    if row is not None:
        values.keep_aside([datastream.pk], [slot], [row[0]], to_us(now))
    return row is not None


def seen(datastream: Datastream, moment: datetime, limit: int = 10_000) -> dict[datetime, float]:
    slot, value = read_as_of(datastream.pk, *ALL, to_us(moment), limit)
    return {from_us(at): number for at, number in zip(at_of(slot).tolist(), value.tolist(), strict=True)}


def test_a_correction_is_unknown_until_it_came(now: datetime) -> None:
    pm = stream()
    store(rows=[(pm.pk, now, 4.0)], now=now, source="test")
    store(rows=[(pm.pk, now, 5.0)], now=now + HOUR, source="test")
    assert seen(pm, now - HOUR) == {}
    assert seen(pm, now + HOUR / 2) == {now: 4.0}
    assert seen(pm, now + HOUR) == {now: 5.0}


def test_a_removed_value_is_there_until_it_was_removed_and_once_it_came_again(now: datetime) -> None:
    pm = stream()
    store(rows=[(pm.pk, now, 4.0)], now=now, source="test")
    remove(pm, now, now + HOUR)
    store(rows=[(pm.pk, now, 6.0)], now=now + 3 * HOUR, source="test")
    assert [seen(pm, now + k * HOUR / 2) for k in (1, 3, 7)] == [{now: 4.0}, {}, {now: 6.0}]


def test_a_late_run_does_not_make_a_value_between_late(now: datetime) -> None:
    pm = stream()
    store(rows=[(pm.pk, now - 5 * HOUR, 1.0), (pm.pk, now - HOUR, 2.0)], now=now, source="test")
    store(rows=[(pm.pk, now - 3 * HOUR, 3.0)], now=now + HOUR, source="test")
    assert list(seen(pm, now + HOUR / 2).values()) == [1.0, 2.0]
    assert list(seen(pm, now + 2 * HOUR).values()) == [1.0, 3.0, 2.0]


def test_no_more_than_the_limit_comes_and_the_first_of_them(now: datetime) -> None:
    pm = stream()
    store(rows=[(pm.pk, now - k * HOUR, float(k)) for k in range(9)], now=now, source="test")
    for k in (8, 7, 5):
        remove(pm, now - k * HOUR, now + HOUR)
    assert list(seen(pm, now + 2 * HOUR, limit=3).values()) == [6.0, 4.0, 3.0]
    assert list(seen(pm, now + HOUR / 2, limit=3).values()) == [8.0, 7.0, 6.0]


def retire(datastream: Datastream, now: datetime, days: int = 1) -> None:
    found = Datastream.objects.select_related("thing", "observed_property").get(pk=datastream.pk)
    remove_old(datastream=found, keeping=Keeping(days, True), now=now)


def test_a_late_run_around_an_archived_value_does_not_make_it_late(now: datetime) -> None:
    pm, early = stream(), now - 80 * HOUR
    store(rows=[(pm.pk, early, 1.0), (pm.pk, now, 2.0)], now=now, source="test")
    retire(pm, now)
    store(rows=[(pm.pk, early - HOUR, 3.0), (pm.pk, early + HOUR, 4.0)], now=now + HOUR, source="test")
    store(rows=[(pm.pk, early, 5.0)], now=now + 2 * HOUR, source="test")
    for _ in range(2):
        assert seen(pm, now + HOUR / 2)[early] == 1.0
        assert seen(pm, now + 3 * HOUR / 2)[early] == 1.0
        assert seen(pm, now + 3 * HOUR)[early] == 5.0
        retire(pm, now + 4 * HOUR)


def test_a_value_that_lies_in_the_archive_and_still_in_the_table_is_shown_once() -> None:
    pm, now = stream(), START + HOURS * HOUR
    store(rows=[(pm.pk, START, 1.0), (pm.pk, now, 2.0)], now=now, source="test")
    retire(pm, now + HOUR)
    late = [(pm.pk, START + HOUR, 3.0), (pm.pk, START + 24 * HOUR, 4.0)]
    store(rows=late, now=now + 2 * HOUR, source="test")
    retire(
        pm, now + 3 * HOUR, 3
    )  # the file of the month is written whole; only the older of the two leaves the table
    slot, value = read_as_of(pm.pk, *ALL, to_us(now + 4 * HOUR), 10)
    assert (value.tolist(), np.unique(slot).size) == ([1.0, 3.0, 4.0, 2.0], 4)
    assert read_as_of(pm.pk, *ALL, to_us(now + 4 * HOUR), 4)[1].tolist() == value.tolist()


courses = st.lists(
    st.one_of(
        st.tuples(
            st.just("store"),
            st.dictionaries(st.integers(0, HOURS - 1), st.integers(0, 3), min_size=1, max_size=12),
        ),
        st.tuples(st.just("current"), st.integers(0, 3)),
        st.tuples(st.just("remove"), st.lists(st.integers(0, HOURS - 1), min_size=1, max_size=12)),
        st.tuples(st.just("retire"), st.integers(1, 3)),
    ),
    min_size=4,
    max_size=12,
)


@hypothesis_settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(courses)
def test_every_moment_shows_what_a_full_history_shows(course: list[tuple[str, object]]) -> None:
    pm, history, now = stream(), History(), START + HOURS * HOUR
    moments = [now - HOUR / 2]
    for verb, said in course:
        now += HOUR
        moments.append(now + HOUR / 2)
        if verb in ("store", "current"):
            rows = {START + HOUR * k: v for k, v in said.items()} if verb == "store" else {now: said}
            store(rows=[(pm.pk, at, float(v)) for at, v in rows.items()], now=now, source="test")
            for at, value in rows.items():
                history.store(at, float(value), now)
        elif verb == "remove":
            for k in said:
                if remove(pm, START + HOUR * k, now):
                    history.remove(START + HOUR * k, now)
        else:
            retire(pm, now, said)
    for moment in moments:
        expected = history.as_of(moment)
        assert seen(pm, moment) == expected
        assert list(seen(pm, moment, limit=5).items()) == list(expected.items())[:5]
