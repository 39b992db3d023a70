"""Digits, numbers, percentages and money in three languages."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.locale.engine.numbers import style_of, write_number, write_percent
from meydan.base.locale.public import (
    LIRA,
    TOMAN,
    NumberUnreadable,
    format_money,
    format_number,
    format_percent,
    local_digits,
    parse_number,
    to_latin_digits,
    to_persian_digits,
)

LRM = "\u200e"


def test_digits_of_every_script_are_read():
    assert to_latin_digits("۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩ 0123456789") == "0123456789 0123456789 0123456789"
    assert to_latin_digits("ساعت ۱۲:۳۰ ७") == "ساعت 12:30 7"
    assert to_persian_digits("1404/8/30") == "۱۴۰۴/۸/۳۰"


@pytest.mark.parametrize(("language", "expected"), [("tr", "1404"), ("fa", "۱۴۰۴"), ("en", "1404")])
def test_a_year_is_shown_in_the_reader_s_digits(language, expected):
    with override(language):
        assert local_digits(1404) == local_digits("۱۴۰۴") == expected


@pytest.mark.parametrize(
    ("x", "decimals", "tr", "fa", "en"),
    [
        (1234.5, None, "1.234,5", "۱٬۲۳۴٫۵", "1,234.5"),
        (1234567, None, "1.234.567", "۱٬۲۳۴٬۵۶۷", "1,234,567"),
        (-5, None, "-5", f"{LRM}−۵", "-5"),
        (0.1 + 0.2, None, "0,3", "۰٫۳", "0.3"),
        (2.5, 0, "3", "۳", "3"),
        (-0.2, 0, "0", "۰", "0"),
        (7, 2, "7,00", "۷٫۰۰", "7.00"),
        (
            1e21,
            None,
            "1.000.000.000.000.000.000.000",
            "۱٬۰۰۰٬۰۰۰٬۰۰۰٬۰۰۰٬۰۰۰٬۰۰۰٬۰۰۰",
            "1,000,000,000,000,000,000,000",
        ),
        (Decimal("999.995"), 2, "1.000,00", "۱٬۰۰۰٫۰۰", "1,000.00"),
    ],
)
def test_numbers_are_written_with_each_language_s_marks(x, decimals, tr, fa, en):
    assert [format_number(x, decimals, code) for code in ("tr", "fa", "en")] == [tr, fa, en]


def test_the_active_language_decides_where_none_is_named():
    with override("fa"):
        assert format_number(1234.5) == "۱٬۲۳۴٫۵"
        assert format_percent(46) == "۴۶٪"


def test_the_percent_sign_stands_where_each_language_puts_it():
    assert [write_percent(46, code) for code in ("tr", "fa", "en")] == ["%46", "۴۶٪", "46%"]
    assert [write_percent(-4.25, code, 1) for code in ("tr", "fa", "en")] == ["-%4,3", f"{LRM}−۴٫۳٪", "-4.3%"]


@pytest.mark.parametrize("x", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_not_written_as_one(x):
    with pytest.raises(ValueError):
        write_number(x, "tr")


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
@given(x=st.decimals(-(10**12), 10**12, places=2))
def test_what_is_written_is_read_back(language, x):
    decimal = style_of(language).decimal
    written = write_number(x, language, 2)
    assert parse_number(written, decimal if decimal in ".," else None) == float(x)


@pytest.mark.parametrize(
    ("typed", "hint", "expected"),
    [
        ("۱٬۲۳۴٫۵", None, 1234.5),
        ("1.234,5", None, 1234.5),
        ("1,234.5", None, 1234.5),
        ("1.234.567", None, 1234567),
        ("1'234.5", None, 1234.5),
        ("1 234,5", None, 1234.5),
        ("12,5", None, 12.5),
        ("12.5", ",", 12.5),
        ("0.125", None, 0.125),
        ("39.4812", None, 39.4812),
        ("1.234", ",", 1234),
        ("1.234", ".", 1.234),
        ("1,234", ".", 1234),
        ("۱,۲۳۴", ",", 1.234),
        ("-۱۲", None, -12),
        ("−12", None, -12),
        ("+7", None, 7),
        (".5", None, 0.5),
        ("5.", None, 5),
        ("٣٫٥", None, 3.5),
        ("1234٫5", None, 1234.5),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, hint, expected):
    assert parse_number(typed, hint) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "on iki",
        "1.2.3",
        "1,2,3",
        "12.34.567",
        "1.234,5,6",
        "12,34.5",
        "--1",
        "1e5",
        "1.234",
        "1,234",
    ],
)
def test_what_is_no_number_or_two_is_refused(typed):
    with pytest.raises(NumberUnreadable):
        parse_number(typed)


def test_rials_are_stored_and_tomans_shown():
    assert format_money(12_345_670, TOMAN, language="fa") == "۱٬۲۳۴٬۵۶۷\N{NO-BREAK SPACE}تومان"
    assert format_money(12_345_670, TOMAN, language="en") == "1,234,567\N{NO-BREAK SPACE}toman"


def test_liras_show_their_cents_only_where_there_are_some():
    assert format_money(1234567.89, LIRA, language="tr") == "1.234.567,89\N{NO-BREAK SPACE}₺"
    assert format_money(1500, LIRA, language="tr") == "1.500\N{NO-BREAK SPACE}₺"
    assert format_money(1500, LIRA, decimals=2, language="en") == "₺1,500.00"
