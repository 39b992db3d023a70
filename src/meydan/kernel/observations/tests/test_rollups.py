"""Hours and days of the city's clock, exact whatever came late."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.kernel.observations.engine.buckets import civil_days, civil_hours, day_starts, offsets_us
from meydan.kernel.observations.engine.moments import HOUR_US, from_us, to_us
from meydan.kernel.observations.public import roll_up, series, store
from meydan.kernel.observations.tests.factories import stream

TEHRAN = ZoneInfo("Asia/Tehran")
ISTANBUL = ZoneInfo("Europe/Istanbul")
START = datetime(2026, 11, 1, tzinfo=UTC)


def test_an_hour_in_tehran_begins_at_half_past_in_utc() -> None:
    at = np.array([to_us(datetime(2026, 11, 1, 20, 29, 59, tzinfo=UTC))])
    assert from_us(civil_hours(at, TEHRAN)[0]) == datetime(2026, 11, 1, 19, 30, tzinfo=UTC)


def test_a_day_in_tehran_begins_at_half_past_eight_in_the_evening_in_utc() -> None:
    before, after = datetime(2026, 11, 1, 20, 29, tzinfo=UTC), datetime(2026, 11, 1, 20, 30, tzinfo=UTC)
    days = civil_days(np.array([to_us(before), to_us(after)]), TEHRAN)
    assert [date(1970, 1, 1) + timedelta(days=int(day)) for day in days] == [
        date(2026, 11, 1),
        date(2026, 11, 2),
    ]


def test_the_day_on_which_tehran_put_its_clocks_forward_had_23_hours() -> None:
    # In 2021 the clocks went from 00:00 to 01:00 on 22 March (1 Farvardin 1400 was the 21st).
    day = (date(2021, 3, 22) - date(1970, 1, 1)).days
    begin, end = day_starts(np.array([day, day + 1]), TEHRAN).tolist()
    assert (end - begin) / HOUR_US == 23


moments = st.integers(to_us(datetime(1990, 1, 1, tzinfo=UTC)), to_us(datetime(2030, 1, 1, tzinfo=UTC)))


@given(st.lists(moments, min_size=1, max_size=20), st.sampled_from([TEHRAN, ISTANBUL]))
def test_offsets_equal_those_of_the_standard_library(at: list[int], zone: ZoneInfo) -> None:
    found = offsets_us(np.array(at), zone)
    assert [timedelta(microseconds=int(o)) for o in found] == [
        from_us(a).astimezone(zone).utcoffset() for a in at
    ]


@given(moments, st.sampled_from([TEHRAN, ISTANBUL]))
def test_every_instant_lies_in_the_day_that_bears_its_date(at: int, zone: ZoneInfo) -> None:
    day = civil_days(np.array([at]), zone)
    begin, end = day_starts(np.array([day[0], day[0] + 1]), zone).tolist()
    assert begin <= at < end
    assert from_us(at).astimezone(zone).date() == date(1970, 1, 1) + timedelta(days=int(day[0]))


def brute(rows: dict[datetime, float], zone: ZoneInfo, *, hours: bool) -> dict[datetime, list[float]]:
    """Every bucket with its values, by the standard library alone."""
    found: dict[datetime, list[float]] = defaultdict(list)
    for at, value in sorted(rows.items()):
        local = at.astimezone(zone).replace(minute=0, second=0, microsecond=0)
        found[(local if hours else local.replace(hour=0)).astimezone(UTC)].append(value)
    return found


@pytest.mark.django_db
@pytest.mark.store
@pytest.mark.parametrize("zone", [TEHRAN, ISTANBUL], ids=str)
@pytest.mark.parametrize("resolution", ["hour", "day"])
def test_late_and_corrected_data_roll_up_to_what_a_plain_sum_gives(
    zone: ZoneInfo, resolution: str, now: datetime, settings: object
) -> None:
    settings.CITY_ZONE = zone
    chance = random.Random(7)
    pm = stream(period_s=600)
    known: dict[datetime, float] = {}
    for round_ in range(6):
        rows = {
            START + timedelta(minutes=10 * chance.randrange(6 * 24 * 9)): float(chance.randint(1, 80))
            for _ in range(150)
        }
        known.update(rows)
        store(rows=[(pm.pk, at, value) for at, value in rows.items()], now=now, source="test")
        if round_ in (1, 3):
            roll_up(now)
        expected = brute(known, zone, hours=resolution == "hour")
        found = series(pm.pk, START - timedelta(days=2), START + timedelta(days=20), resolution)
        assert [from_us(at) for at in found.at] == sorted(expected)
        assert found.count.tolist() == [len(expected[at]) for at in sorted(expected)]
        assert found.total.tolist() == [sum(expected[at]) for at in sorted(expected)]
        assert found.high.tolist() == [max(expected[at]) for at in sorted(expected)]
        assert found.low.tolist() == [min(expected[at]) for at in sorted(expected)]
    roll_up(now)
    rolled = series(pm.pk, START - timedelta(days=2), START + timedelta(days=20), resolution)
    assert rolled.total.tolist() == found.total.tolist()


@pytest.mark.django_db
@pytest.mark.store
def test_a_day_is_asked_for_by_its_midnight(now: datetime, settings: object) -> None:
    settings.CITY_ZONE = TEHRAN
    pm = stream()
    store(rows=[(pm.pk, START + timedelta(hours=h), 1.0) for h in range(72)], now=now, source="test")
    midnight = datetime(2026, 11, 2, tzinfo=TEHRAN)
    assert series(pm.pk, midnight, midnight + timedelta(days=1), "day").count.tolist() == [24]
    assert len(series(pm.pk, midnight + timedelta(seconds=1), midnight + timedelta(days=1), "day")) == 0
