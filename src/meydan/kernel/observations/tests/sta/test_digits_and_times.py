"""Ids and times at the edge of what can be written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.kernel.observations.engine.digits import observation_key, signed_number, whole_number
from meydan.kernel.observations.engine.isotime import (
    NotATime,
    parse_interval,
    parse_moment,
    to_column,
    write_interval,
    write_moment,
)
from meydan.kernel.observations.engine.moments import to_us


@pytest.mark.parametrize(
    "text", ["۱", "²", "１", "", "-", "+1", " 1", "1 ", "1_0", "1.0", "1e3", "--1", "9" * 19, "0x1"]
)
def test_other_digits_and_other_ways_of_writing_are_no_number(text: str) -> None:
    assert whole_number(text) is None
    assert signed_number(f"-{text}") is None


def test_numbers_are_read_as_they_are_written() -> None:
    assert (whole_number("007"), signed_number("-12"), signed_number("12")) == (7, -12, 12)
    assert observation_key("5_-33554432") == (5, -33554432)
    for odd in ("5", "5_", "_5", "5_6_7", "-5_6", "5_--6", "5_9223372036854775808", "1234567890_1", "۵_۶"):
        assert observation_key(odd) is None, odd


@given(st.integers(0, 10**9 - 1), st.integers(-(2**63), 2**63 - 1))
def test_every_key_of_an_observation_is_read_back(stream: int, slot: int) -> None:
    # The outermost slot has nineteen digits.
    assert observation_key(f"{stream}_{slot}") == (stream, slot)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-00:01",
                                  "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2020-02-30", "", "now",
                                  "2020-01-01T25:00:00Z"])  # fmt: skip
def test_what_could_not_be_written_again_is_not_read(text: str) -> None:
    with pytest.raises(NotATime):
        parse_moment(text)
    with pytest.raises(NotATime):
        parse_interval(f"2020-01-01T00:00:00Z/{text}")


def test_a_column_with_one_such_moment_is_refused() -> None:
    edge = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=3)))
    with pytest.raises(NotATime):
        to_column([datetime(2020, 1, 1, tzinfo=UTC), edge])


moments = st.datetimes(timezones=st.just(UTC))


@given(moments, moments)
def test_times_are_read_back_as_they_were_written(first: datetime, second: datetime) -> None:
    start, end = sorted([to_us(first), to_us(second)])
    assert parse_moment(write_moment(start)) == start
    assert parse_interval(write_interval(start, end)) == (start, end)
    assert to_column([first, second]).tolist() == [to_us(first), to_us(second)]
