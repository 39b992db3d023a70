"""Check digits against python-stdnum and published examples; plates; masks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as stdnum_iban
from stdnum.tr import tckimlik, vkn

from meydan.base.locale.public import (
    PlateUnreadable,
    ir_postcode_ok,
    is_iban,
    is_ir_legal,
    is_ir_national,
    is_plate,
    is_tckn,
    is_vkn,
    mask_id,
    read_plate_ir,
    read_plate_tr,
)

NINE = st.text("0123456789", min_size=9, max_size=9)


def with_tckn_check(nine):
    return nine + tckimlik.calc_check_digits(nine)


@given(st.text("0123456789", min_size=11, max_size=11))
def test_random_tckn_are_judged_as_stdnum_judges_them(words):
    assert is_tckn(words) == tckimlik.is_valid(words)


@given(NINE)
def test_tckn_with_stdnum_s_check_digits_hold(nine):
    assert is_tckn(with_tckn_check(nine)) == (nine[0] != "0")


@given(NINE, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_breaks_a_tckn(nine, place, shift):
    whole = with_tckn_check("1" + nine[1:])
    broken = whole[:place] + str((int(whole[place]) + shift) % 10) + whole[place + 1 :]
    assert is_tckn(broken) == tckimlik.is_valid(broken)


@given(NINE)
def test_vkn_agree_with_stdnum_for_every_check_digit(nine):
    assert [is_vkn(nine + str(k)) for k in range(10)] == [vkn.is_valid(nine + str(k)) for k in range(10)]
    assert sum(is_vkn(nine + str(k)) for k in range(10)) == 1


def test_known_numbers_hold_with_any_digits_and_joints():
    assert is_tckn("17291716060")  # stdnum's own example
    assert is_vkn("4540536920")  # stdnum's own example
    assert is_ir_national("0499370899")
    assert is_ir_national("۰۴۹۹۳۷۰۸۹۹")
    assert is_ir_national("049-937089-9")
    assert is_ir_legal("10380284790")
    assert is_iban("TR33 0006 1005 1978 6457 8413 26")
    assert is_iban("IR580540105180021273113007", "IR")


def test_iranian_codes_by_hand():
    # 1·10+2·9+3·8+4·7+5·6+6·5+7·4+8·3+9·2 = 210, 210 mod 11 = 1, so the check digit is 1.
    assert is_ir_national("1234567891")
    assert not any(is_ir_national(f"123456789{k}") for k in (0, *range(2, 10)))
    assert not is_ir_national("1111111111")
    assert not is_ir_national("1234567")
    # Leading zeros get lost in spreadsheets.
    assert is_ir_national("499370899")


@given(NINE)
def test_one_check_digit_in_ten_fits_an_iranian_code(nine):
    fitting = sum(is_ir_national(nine + str(k)) for k in range(10))
    assert fitting == (0 if len(set(nine)) == 1 and is_same_check(nine) else 1)


def is_same_check(nine):
    r = sum(int(d) * (10 - i) for i, d in enumerate(nine)) % 11
    return (r if r < 2 else 11 - r) == int(nine[0])


@given(st.text("0123456789", min_size=10, max_size=10))
def test_exactly_one_check_digit_fits_a_legal_person_s_id(ten):
    assert sum(is_ir_legal(ten + str(k)) for k in range(10)) <= 1


@given(st.text("0123456789", min_size=22, max_size=22), st.integers(0, 99))
def test_iban_check_digits_agree_with_stdnum(body, check):
    words = f"TR{check:02}{body}"
    # stdnum also asks the bank part; only the arithmetic is compared.
    assert is_iban(words) == (stdnum_iban.calc_check_digits(words) == words[2:4])


@pytest.mark.parametrize(
    "wrong", ["TR330006100519786457841327", "TR33000610051978645784132", "330006", "", "TR"]
)
def test_a_wrong_iban_is_refused(wrong):
    assert not is_iban(wrong)


def test_iban_check_digits_below_two_are_refused_though_the_sum_holds():
    assert is_iban("TR974963319575691496703385")
    assert not is_iban("TR004963319575691496703385")


def test_an_iban_of_another_country_is_refused_where_one_is_asked():
    assert not is_iban("TR330006100519786457841326", "IR")


@pytest.mark.parametrize(
    ("code", "holds"),
    [
        ("1969833114", True),
        ("۱۹۶۹۸-۳۳۱۱۴", True),
        ("0969833114", False),
        ("1269833114", False),
        ("1111333344", False),
        ("1969533114", False),
        ("1969833124", False),
        ("196983311", False),
    ],
)
def test_postcodes_are_judged_by_their_form(code, holds):
    assert ir_postcode_ok(code) is holds


@pytest.mark.parametrize("judge", [is_tckn, is_vkn, is_ir_national, is_ir_legal, is_iban, ir_postcode_ok])
@pytest.mark.parametrize("words", ["", "abc", "12", "²³¹²³¹²³¹²³", "۰" * 40])
def test_nonsense_is_refused_quietly(judge, words):
    assert not judge(words)


def test_a_mask_leaves_the_ends_only():
    assert mask_id("17291716060") == "17•••••••60"
    assert mask_id("۰۴۹۹۳۷۰۸۹۹") == "04••••••99"
    assert mask_id("1234") == "•••4"
    assert mask_id("") == ""


@pytest.mark.parametrize(
    ("typed", "plate"),
    [("29ab123", "29 AB 123"), ("29 AB 123", "29 AB 123"), ("06-a-1234", "06 A 1234"),
     ("۳۴ abc ۱۲", "34 ABC 12"),
     ("29 ıi 123", "29 II 123")],
)  # fmt: skip
def test_turkish_plates_are_read(typed, plate):
    assert read_plate_tr(typed) == plate


def test_iranian_plates_are_read():
    assert read_plate_ir("۱۲ ب ۳۴۵ ایران ۲۷") == "12 ب 345 ایران 27"
    assert read_plate_ir("12ب34527") == "12 ب 345 ایران 27"
    assert read_plate_ir("12 الف 345 ایران 27") == "12 الف 345 ایران 27"


@pytest.mark.parametrize(
    "wrong", ["82 AB 123", "00 AB 123", "29 ÇB 123", "29 AB 12345", "29 QW 123", "plaka"]
)
def test_what_is_no_turkish_plate_is_refused(wrong):
    with pytest.raises(PlateUnreadable):
        read_plate_tr(wrong)
    assert not is_plate(wrong, "TR")


def test_a_plate_belongs_to_one_country():
    assert is_plate("12 ب 345 ایران 27", "IR")
    assert not is_plate("29 AB 123", "IR")
