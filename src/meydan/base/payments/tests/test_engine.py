"""Amounts, signatures and statements."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.payments.engine.amounts import AmountUnreadable, major_of, minor_of
from meydan.base.payments.engine.signed import NoticeForged, signature_of, verify_notice
from meydan.base.payments.engine.statements import Line, StatementUnreadable, compare, read_lines

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = b"0123456789abcdef01234567"
SECRET = "whsec_" + base64.b64encode(KEY).decode()


def test_a_lira_has_a_hundred_kurus_and_a_rial_is_whole():
    assert minor_of("12.5", 2) == 1250
    assert minor_of(1_250_000, 0) == 1_250_000
    for odd in ("12.505", "x", "NaN", "inf", ""):
        with pytest.raises(AmountUnreadable):
            minor_of(odd, 2)


@given(st.integers(min_value=0, max_value=10**15), st.integers(min_value=0, max_value=3))
def test_minor_and_major_are_each_other(amount, decimals):
    assert minor_of(major_of(amount, decimals), decimals) == amount


def signed(body=b"{}", at=AT, event="evt_1", key=KEY):
    at_s = int(at.timestamp())
    return {
        "webhook-id": event,
        "webhook-timestamp": str(at_s),
        "webhook-signature": signature_of(key, event, at_s, body),
    }


def test_the_worked_example_of_standard_webhooks_verifies():
    """The example of the specification's reference libraries."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    said = signature_of(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert said == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_genuine_notice_is_taken_and_every_change_is_seen():
    assert verify_notice(signed(), b"{}", secret=SECRET, now=AT) == "evt_1"
    forgeries = [
        (signed(), b"{ }", SECRET, AT),
        ({**signed(), "webhook-id": "evt_2"}, b"{}", SECRET, AT),
        ({**signed(), "webhook-timestamp": str(int(AT.timestamp()) + 1)}, b"{}", SECRET, AT),
        (signed(key=b"another key of the same length"), b"{}", SECRET, AT),
        (signed(), b"{}", SECRET, AT + timedelta(minutes=6)),
        (signed(), b"{}", "", AT),
        ({}, b"{}", SECRET, AT),
        ({**signed(), "webhook-signature": ""}, b"{}", SECRET, AT),
        ({**signed(), "webhook-timestamp": "۱۲۳"}, b"{}", SECRET, AT),
    ]
    for headers, body, secret, now in forgeries:
        with pytest.raises(NoticeForged):
            verify_notice(headers, body, secret=secret, now=now)


def test_an_empty_secret_lets_nobody_in_even_with_a_fitting_signature():
    with pytest.raises(NoticeForged):
        verify_notice(signed(key=b""), b"{}", secret="", now=AT)


def test_a_statement_that_says_the_same_has_no_differences():
    lines = [Line("A", "payment", 100), Line("B", "refund", 50)]
    assert compare(lines, lines) == []


def test_every_kind_of_difference_is_listed():
    theirs = [
        Line("A", "payment", 100),
        Line("B", "payment", 90),
        Line("C", "payment", 5),
        Line("C", "payment", 5),
    ]
    ours = [Line("B", "payment", 100), Line("C", "payment", 5), Line("D", "payment", 7)]
    found = [
        (one.reference, str(one.difference), one.theirs_minor, one.ours_minor)
        for one in compare(theirs, ours)
    ]
    assert found == [
        ("A", "only_theirs", 100, -1),
        ("B", "amount", 90, 100),
        ("C", "twice", 2, 1),
        ("D", "only_ours", -1, 7),
    ]


def test_a_line_that_cannot_be_read_is_named():
    with pytest.raises(StatementUnreadable) as odd:
        read_lines([{"reference": "A", "amount": "1"}, {"reference": "B", "amount": "x"}], decimals=2)
    assert odd.value.line == 2
    with pytest.raises(StatementUnreadable) as odd:
        read_lines([{"ref": "A"}], decimals=2)
    assert odd.value.line == 0
