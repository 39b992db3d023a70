"""Values go when their time is over, and the figures never notice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from meydan.kernel.observations.engine.moments import from_us, to_us
from meydan.kernel.observations.models import ArchivedMonth, Datastream, KeptFrom, LatestValue, QuarantinedRow
from meydan.kernel.observations.operations.retention import Keeping, remove_old
from meydan.kernel.observations.public import latest, roll_up, series, store
from meydan.kernel.observations.stores.parquet import ArchiveUnreadable
from meydan.kernel.observations.tests.factories import stream
from meydan.kernel.observations.tests.homes import own_home
from meydan.kernel.observations.tests.test_rollups import ISTANBUL, TEHRAN, brute

pytestmark = [pytest.mark.django_db, pytest.mark.store]
DAY = timedelta(days=1)
START = datetime(2026, 8, 20, tzinfo=UTC)
SPAN_DAYS = 90
FAR = (START - 5 * DAY, START + 400 * DAY)


@pytest.fixture(autouse=True)
def home(settings: object) -> Iterator[Path]:
    settings.CITY_ZONE = ISTANBUL
    with own_home() as folder:
        yield folder


def in_table(datastream: Datastream) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM observations_value WHERE datastream_id = %s", [datastream.pk])
        return int(cursor.fetchone()[0])


def again(datastream: Datastream) -> Datastream:
    return Datastream.objects.select_related("thing", "observed_property").get(pk=datastream.pk)


def fill(datastream: Datastream, days: int, now: datetime, hours: int = 6) -> dict[datetime, float]:
    rows = {START + timedelta(hours=hours * k): float(k % 50) for k in range(days * 24 // hours)}
    store(rows=[(datastream.pk, at, value) for at, value in rows.items()], now=now, source="test")
    return rows


def agrees(datastream: Datastream, known: dict[datetime, float], zone: ZoneInfo) -> None:
    """Hours and days equal those of all values at once."""
    for resolution in ("hour", "day"):
        expected = brute(known, zone, hours=resolution == "hour")
        found = series(datastream.pk, *FAR, resolution)
        assert [from_us(at) for at in found.at] == sorted(expected)
        assert found.count.tolist() == [len(expected[at]) for at in sorted(expected)]
        assert found.total.tolist() == [sum(expected[at]) for at in sorted(expected)]
        assert found.high.tolist() == [max(expected[at]) for at in sorted(expected)]
        assert found.low.tolist() == [min(expected[at]) for at in sorted(expected)]


def holds(datastream: Datastream, known: dict[datetime, float]) -> None:
    """The raw series is all values, wherever they lie."""
    found = series(datastream.pk, *FAR)
    assert dict(zip((from_us(at) for at in found.at), found.value.tolist(), strict=True)) == known
    assert found.at.tolist() == sorted(found.at.tolist())


def test_old_values_leave_the_table_and_stay_in_every_answer(now: datetime) -> None:
    pm = stream()
    known = fill(pm, 90, now)
    removed = remove_old(datastream=again(pm), keeping=Keeping(30, True), now=now)
    agrees(pm, known, ISTANBUL)
    holds(pm, known)
    assert removed > 0
    assert in_table(pm) == len(known) - removed
    assert ArchivedMonth.objects.filter(datastream=pm).count() == 3
    oldest_us = LatestValue.objects.get(pk=pm.pk).first_us
    assert oldest_us >= to_us(now - 31 * DAY)
    assert KeptFrom.objects.get(pk=pm.pk).raw_from_us <= to_us(now - 30 * DAY)


def test_the_day_of_the_newest_value_stays_whatever_its_age(now: datetime) -> None:
    pm = stream()
    known = fill(pm, 10, now)
    remove_old(datastream=again(pm), keeping=Keeping(1, True), now=now)
    assert 1 <= in_table(pm) <= 4
    assert latest([pm.pk])[pm.pk].at == max(known)
    assert LatestValue.objects.get(pk=pm.pk).first_us is not None
    holds(pm, known)


def test_without_a_limit_nothing_is_removed(now: datetime) -> None:
    pm = stream()
    fill(pm, 90, now)
    assert remove_old(datastream=again(pm), keeping=Keeping(None, True), now=now) == 0
    assert not ArchivedMonth.objects.exists()


def test_a_second_round_finds_nothing_to_do_and_writes_no_file(now: datetime) -> None:
    pm = stream()
    fill(pm, 90, now)
    remove_old(datastream=again(pm), keeping=Keeping(30, True), now=now)
    before = list(ArchivedMonth.objects.order_by("pk").values())
    assert remove_old(datastream=again(pm), keeping=Keeping(30, True), now=now) == 0
    assert list(ArchivedMonth.objects.order_by("pk").values()) == before


def test_a_late_value_for_a_removed_day_is_counted_and_then_archived(now: datetime) -> None:
    pm = stream()
    known = fill(pm, 90, now)
    roll_up(now)
    remove_old(datastream=again(pm), keeping=Keeping(30, True), now=now)
    late = {START + timedelta(hours=31): 70.0, START + timedelta(hours=30): 71.0}
    store(rows=[(pm.pk, at, value) for at, value in late.items()], now=now, source="test")
    known.update(late)
    agrees(pm, known, ISTANBUL)
    assert roll_up(now) == 1
    agrees(pm, known, ISTANBUL)
    assert remove_old(datastream=again(pm), keeping=Keeping(30, True), now=now) == 2
    agrees(pm, known, ISTANBUL)
    holds(pm, known)


def test_a_damaged_file_stops_the_removal_and_leaves_the_figures(now: datetime, home: Path) -> None:
    pm = stream()
    known = fill(pm, 90, now)
    roll_up(now)
    remove_old(datastream=again(pm), keeping=Keeping(60, True), now=now)
    before = in_table(pm)
    file = home / "archive" / "observations" / ArchivedMonth.objects.order_by("month").last().path
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(ArchiveUnreadable):
        remove_old(datastream=again(pm), keeping=Keeping(20, True), now=now)
    assert in_table(pm) == before
    # A day whose values cannot be read keeps its figures and its mark, and no other day waits for it.
    removed_at = from_us(KeptFrom.objects.get(pk=pm.pk).raw_from_us) - timedelta(hours=6)
    store(rows=[(pm.pk, removed_at, 3.0), (pm.pk, max(known), 9.0)], now=now, source="test")
    assert roll_up(now) == 2
    days = series(pm.pk, FAR[0], removed_at - DAY, "day")
    assert days.count.sum() > 100
    assert roll_up(now) == 1


def test_without_an_archive_removed_days_are_closed_and_what_comes_for_them_is_set_aside(
    now: datetime,
) -> None:
    pm = stream()
    known = fill(pm, 90, now)
    remove_old(datastream=again(pm), keeping=Keeping(30, False), now=now)
    agrees(pm, known, ISTANBUL)
    assert not ArchivedMonth.objects.exists()
    store(rows=[(pm.pk, START + timedelta(hours=31), 70.0)], now=now, source="test")
    agrees(pm, known, ISTANBUL)
    roll_up(now)
    agrees(pm, known, ISTANBUL)
    assert remove_old(datastream=again(pm), keeping=Keeping(30, False), now=now) == 0
    row = QuarantinedRow.objects.get()
    assert (row.reason, row.value) == ("day_is_closed", "70.0")
    assert row.get_reason_display() == "for a day whose values are no longer kept"
    assert LatestValue.objects.get(pk=pm.pk).first_us >= to_us(now - 31 * DAY)
    agrees(pm, known, ISTANBUL)


configured = hypothesis_settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("store"),
            st.dictionaries(st.integers(0, SPAN_DAYS * 12 - 1), st.integers(0, 60), min_size=1, max_size=40),
        ),
        st.tuples(st.just("roll"), st.none()),
        st.tuples(st.just("remove"), st.integers(1, 80)),
    ),
    min_size=3,
    max_size=9,
)


@pytest.mark.parametrize("zone", [ISTANBUL, TEHRAN], ids=str)
def test_any_order_of_ingest_retention_and_roll_ups_gives_what_all_values_at_once_give(
    zone: ZoneInfo, settings: object, home: Path
) -> None:
    settings.CITY_ZONE = zone

    @configured
    @given(steps)
    def holds_for(course: list[tuple[str, object]]) -> None:
        pm, known, now = stream(), {}, START + SPAN_DAYS * DAY
        for verb, said in course:
            now += timedelta(minutes=7)
            if verb == "store":
                rows = {START + timedelta(hours=2 * k): float(value) for k, value in said.items()}
                store(rows=[(pm.pk, at, value) for at, value in rows.items()], now=now, source="test")
                known.update(rows)
            elif verb == "roll":
                roll_up(now)
            else:
                remove_old(datastream=again(pm), keeping=Keeping(said, True), now=now)
            agrees(pm, known, zone)
        holds(pm, known)
        roll_up(now)
        agrees(pm, known, zone)

    holds_for()


@pytest.mark.parametrize("zone", [ISTANBUL, TEHRAN], ids=str)
def test_without_an_archive_any_order_gives_what_all_accepted_values_give(
    zone: ZoneInfo, settings: object
) -> None:
    settings.CITY_ZONE = zone

    @configured
    @given(steps)
    def holds_for(course: list[tuple[str, object]]) -> None:
        pm, known, now = stream(), {}, START + SPAN_DAYS * DAY
        for verb, said in course:
            now += timedelta(minutes=7)
            if verb == "store":
                rows = {START + timedelta(hours=2 * k): float(value) for k, value in said.items()}
                store(rows=[(pm.pk, at, value) for at, value in rows.items()], now=now, source="test")
                row = KeptFrom.objects.filter(pk=pm.pk).first()
                closed = FAR[0] if row is None else from_us(row.lost_before_us)
                known.update({at: value for at, value in rows.items() if at >= closed})
            elif verb == "roll":
                roll_up(now)
            else:
                remove_old(datastream=again(pm), keeping=Keeping(said, False), now=now)
            agrees(pm, known, zone)

    holds_for()
