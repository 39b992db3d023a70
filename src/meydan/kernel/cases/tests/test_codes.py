"""Codes survive the phone."""

import random

from hypothesis import given
from hypothesis import strategies as st

from meydan.kernel.cases.engine.codes import ALPHABET, check_symbol, make_code, read_code

bodies = st.text(ALPHABET, min_size=5, max_size=5)


def test_the_check_symbol_by_hand():
    # 2 has value 1, so the five weigh 1+2+3+4+5 = 15; the sixth must make 15 + 6x a multiple of 31: x = 13,
    # which is E in 0 2 3 4 5 6 7 8 9 A B C D E.
    assert (15 + 6 * 13) % 31 == 0
    assert check_symbol("22222") == ALPHABET[13] == "E"


def test_a_code_has_its_one_form():
    code = make_code("GM", random.Random(1).randrange)
    prefix, first, second = code.split("-")
    assert (prefix, len(first), len(second)) == ("GM", 4, 2)


@given(bodies)
def test_a_code_is_read_however_it_is_typed(drawn):
    body = drawn + check_symbol(drawn)
    form = f"GM-{body[:4]}-{body[4:]}"
    for typed in (form, form.lower(), f" gm {body} ", f"GM{body}".replace("0", "O")):
        assert read_code(typed) == form


@given(bodies, st.integers(0, 5), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_always_noticed(drawn, place, wrong):
    body = drawn + check_symbol(drawn)
    spoilt = body[:place] + wrong + body[place + 1 :]
    assert (read_code("GM-" + spoilt) is None) == (spoilt != body)


@given(bodies, st.integers(0, 4))
def test_two_swapped_symbols_are_always_noticed(drawn, place):
    body = drawn + check_symbol(drawn)
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    assert (read_code("GM-" + swapped) is None) == (swapped != body)


def test_what_is_no_code_is_no_code():
    for typed in ("", "GM", "GM-1111-11", "سلام", "7K2QX9", "GM-7K2Q-" + "X" * 40):
        assert read_code(typed) is None
