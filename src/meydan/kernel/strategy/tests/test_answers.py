"""What a unit writes back is read as people write it, and what means two things is left to a person."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.kernel.strategy.engine.answers import Answer, AnswerUnreadable, read_answer
from meydan.kernel.strategy.engine.codes import (
    MOST_NUMBER,
    Coded,
    code_of,
    codes_in,
    link_of,
    read_code,
    read_link,
    without_codes,
)

SECRET = b"a key of this home"


@pytest.mark.parametrize(
    ("words", "percent", "sentence"),
    [
        ("40 road is asphalted up to the school", 40, "road is asphalted up to the school"),
        ("%40 yol okula kadar asfaltlandı", 40, "yol okula kadar asfaltlandı"),
        ("yüzde 40: yol bitti", 40, "yol bitti"),
        ("۴۰ راه تا مدرسه آسفالت شد", 40, "راه تا مدرسه آسفالت شد"),
        ("۴۰٪ راه تا مدرسه", 40, "راه تا مدرسه"),
        ("٤٠ درصد راه تا مدرسه", 40, "راه تا مدرسه"),
        ("\u200f۶۵ نیم‌فاصله می‌ماند", 65, "نیم‌فاصله می‌ماند"),
        ("40,5 yol bitti", 41, "yol bitti"),
        ("40%\n  road\n  goes on", 40, "road goes on"),
        ("Merhaba,\n\n40 yol bitti\n\nAyşe Yılmaz\nMüdür", 40, "yol bitti"),
        ("The road is laid, 40% of it.", 40, "The road is laid, 40% of it."),
        ("0 not begun", 0, "not begun"),
        ("100 all done", 100, "all done"),
    ],
)
def test_a_sentence_with_its_percentage_is_read(words: str, percent: int, sentence: str) -> None:
    assert read_answer(words) == Answer(percent, sentence)


@pytest.mark.parametrize(
    "words",
    [
        "40 we go on. Reason: late supplier",
        "40 we go on.\n\nreason: late supplier",
    ],
)
def test_the_reason_for_a_missed_date_follows_its_word(words: str) -> None:
    assert read_answer(words) == Answer(40, "we go on.", "late supplier")


@pytest.mark.parametrize(
    ("words", "reason"), [("40 sürüyor neden: kar yağdı", "kar yağdı"), ("۴۰ ادامه دارد علت: برف", "برف")]
)
def test_the_reason_has_its_word_in_each_language(words: str, reason: str) -> None:
    assert read_answer(words).reason == reason


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("the road is laid", "no_percent"),
        ("", "no_percent"),
        ("2026 sonunda biter", "no_percent"),
        ("12/05 tarihinde biter", "no_percent"),
        ("140 road", "too_much"),
        ("1. stage ends, 40%", "several"),
        ("between 40% and 50%", "several"),
        ("40", "no_sentence"),
        ("40 .", "no_sentence"),
    ],
)
def test_what_means_nothing_or_two_things_is_not_guessed(words: str, why: str) -> None:
    with pytest.raises(AnswerUnreadable, match=f"^{why}$"):
        read_answer(words)


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(words: str) -> None:
    try:
        told = read_answer(words)
    except AnswerUnreadable:
        return
    assert 0 <= told.percent <= 100
    assert 0 < len(told.sentence) <= 400
    assert "\n" not in told.sentence


def test_a_long_letter_is_read_in_no_time() -> None:
    assert read_answer("40 " + "yol " * 500_000).sentence.endswith("…")


@given(st.integers(0, MOST_NUMBER), st.integers(0, 31))
def test_a_code_says_what_it_was_made_of(number: int, issue: int) -> None:
    code = code_of(number, issue, SECRET)
    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert read_code(code, SECRET) == read_code(code.lower(), SECRET) == Coded(number, issue)
    assert read_link(link_of(number, issue, SECRET), SECRET) == Coded(number, issue)


def test_a_code_of_another_city_or_with_one_letter_changed_is_nothing() -> None:
    code = code_of(7, 0, SECRET)
    assert read_code(code, b"another home") is None
    changed = [
        code[:at] + ("2" if code[at] != "2" else "3") + code[at + 1 :] for at in range(14) if code[at] != "-"
    ]
    assert [read_code(one, SECRET) for one in changed] == [None] * 12
    assert read_link(code.replace("-", ""), SECRET) is None
    assert read_code(link_of(7, 0, SECRET), SECRET) is None
    for foreign in ("", "-", "ÜÜÜÜ-ÜÜÜÜ-ÜÜÜÜ", "x" * 9999):
        assert read_code(foreign, SECRET) is None
        assert read_link(foreign, SECRET) is None


def test_codes_are_found_in_a_text_and_taken_out_of_it() -> None:
    code = code_of(7, 0, SECRET)
    assert codes_in(f"Re: x [{code}]\n> {code.lower()}") == [code]
    assert without_codes(f"[{code}] 40 road").strip() == "40 road"
