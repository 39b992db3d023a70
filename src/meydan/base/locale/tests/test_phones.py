"""Phone numbers, ordinary and short."""

from __future__ import annotations

import pytest

from meydan.base.locale.public import PhoneUnreadable, format_phone, is_short, parse_phone


@pytest.mark.parametrize(
    ("typed", "region", "stored"),
    [
        ("0456 213 10 09", "TR", "+904562131009"),
        ("(0456) 213-1009", "TR", "+904562131009"),
        ("+90 456 213 10 09", "IR", "+904562131009"),
        ("0532 123 45 67", "TR", "+905321234567"),
        ("۰۹۱۲ ۳۴۵ ۶۷۸۹", "IR", "+989123456789"),
        ("٠٩١٢٣٤٥٦٧٨٩", "IR", "+989123456789"),
        ("044 3622 2222", "IR", "+984436222222"),
        ("444 0 153", "TR", "+904440153"),
        ("112", "TR", "112"),
        ("153", "TR", "153"),
        ("۱۳۷", "IR", "137"),
        ("115", "IR", "115"),
        ("1888", "IR", "1888"),
    ],
)
def test_numbers_are_stored_in_one_form(typed, region, stored):
    assert parse_phone(typed, region) == stored


@pytest.mark.parametrize(
    ("typed", "region"),
    [
        ("", "TR"),
        ("12345", "TR"),
        ("0456", "TR"),
        ("telefon", "TR"),
        ("199999", "TR"),
        ("0999 999 99 99 99", "TR"),
    ],
)
def test_what_cannot_be_dialled_is_refused(typed, region):
    with pytest.raises(PhoneUnreadable):
        parse_phone(typed, region)


def test_a_short_line_belongs_to_its_country():
    assert is_short("137", "IR")
    assert is_short("153", "TR")
    assert not is_short("abc", "TR")


def test_numbers_are_shown_as_people_dial_them():
    assert format_phone("+904562131009", language="tr") == "0456 213 10 09"
    assert format_phone("+904562131009", "IR", language="en") == "+90 456 213 10 09"
    assert format_phone("+989123456789", language="fa") == "۰۹۱۲ ۳۴۵ ۶۷۸۹"
    assert format_phone("153", language="tr") == "153"
    assert format_phone("+1", language="tr") == "+1"
