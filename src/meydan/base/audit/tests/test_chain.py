"""The chain by hand, and what it must never forgive."""

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.audit.engine import START, canonical, chain, new_salt, salted, seal

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda x: st.lists(x) | st.dictionaries(st.text(), x),
)
BODIES = st.dictionaries(st.text(), JSON)


def test_a_link_is_what_sha256_says_by_hand():
    inner = hashlib.sha256(b"salt" + '{"a":1,"b":"İ"}'.encode()).digest()
    assert seal(START, {"b": "İ", "a": 1}, b"salt") == hashlib.sha256(bytes(32) + inner).digest()


def test_one_body_has_one_spelling():
    noon = datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=3)))
    body = {"at": noon, "on": date(2026, 11, 23), "sum": Decimal("1.50"), "ad": "Gülşah"}
    expected = '{"ad":"Gülşah","at":"2026-11-23T09:00:00.000000+00:00","on":"2026-11-23","sum":"1.50"}'
    assert canonical(body) == expected.encode()
    assert canonical({**body, "at": noon.astimezone(UTC)}) == expected.encode()


@pytest.mark.parametrize("value", [float("nan"), b"bytes", object()])
def test_what_json_does_not_know_is_refused(value):
    with pytest.raises((TypeError, ValueError)):
        canonical({"a": value})


@given(BODIES, BODIES, st.binary(min_size=16, max_size=16))
def test_another_body_gives_another_link(one, other, salt):
    assert (seal(START, one, salt) == seal(START, other, salt)) == (canonical(one) == canonical(other))


@given(BODIES)
def test_a_link_needs_only_the_salted_digest_once_the_body_is_erased(body):
    salt = new_salt()
    assert seal(START, body, salt) == chain(START, salted(body, salt))
    assert seal(START, body, salt) != seal(START, body, new_salt())


def test_a_digest_of_another_length_is_refused():
    with pytest.raises(ValueError):
        chain(b"short", START)
