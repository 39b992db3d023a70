"""Codes, words and templates."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.papers.engine.codes import ALPHABET, draw_code, read_code
from meydan.base.papers.engine.kinds import forbidden_words, shown_number
from meydan.base.papers.engine.wording import clean, filled


def test_a_code_reads_back_however_it_is_typed():
    code = draw_code(random.Random(7).randrange)
    assert read_code(code) == code
    assert read_code(code.lower().replace("-", " ")) == code


def test_the_letter_o_is_read_as_zero_and_other_signs_are_refused():
    assert read_code("OOOO-OOOO-OOOO") == "0000-0000-0000"
    assert [read_code(typed) for typed in ("", "0000-0000-000", "0000-0000-000I", "۰" * 12)] == [None] * 4


def test_no_sign_of_the_alphabet_is_mistaken_for_another():
    assert not set("1ILOU") & set(ALPHABET)


def test_signs_that_turn_the_line_around_are_taken_out():
    assert clean("ceza 100\u202e001 TL\u2066!\u200f") == "ceza 100001 TL!"


def test_the_half_space_stays_and_pictures_become_a_question_mark():
    assert clean("می\u200cشود 😀") == "می\u200cشود ?"


def test_what_a_value_says_is_not_read_for_names_again():
    assert filled("{owner} {city}", {"owner": "{city}", "city": "Khoy"}) == "{city} Khoy"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    "line", ['#read("/etc/passwd")', "#eval(x)", '#import "@preview/cetz:0.3"', "#plugin(x)", '#include "x"']
)
def test_a_template_that_reaches_outside_is_seen(line):
    assert forbidden_words(line)


def test_plain_templates_pass():
    assert forbidden_words('#import "meydan.typ": *\n#json(bytes(sys.inputs.paper))') == []


def test_a_number_is_year_mark_and_place():
    assert shown_number(1405, "100", 14) == "1405/100/14"
    assert shown_number(2026, "", 3) == "2026/3"
