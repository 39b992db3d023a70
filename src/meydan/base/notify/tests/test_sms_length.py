"""Parts of a text message, worked by hand from 3GPP TS 23.038 and 23.040."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.notify.engine import SmsLength, mask_email, mask_phone, sms_length


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", SmsLength("gsm7", 0, 1)),
        ("a" * 160, SmsLength("gsm7", 160, 1)),
        ("a" * 161, SmsLength("gsm7", 161, 2)),
        ("a" * 306, SmsLength("gsm7", 306, 2)),  # 2 x 153
        ("a" * 307, SmsLength("gsm7", 307, 3)),
        ("€" * 80, SmsLength("gsm7", 160, 1)),  # an escape and a letter each
        ("a" * 152 + "€" + "a" * 152, SmsLength("gsm7", 306, 3)),  # the € is not split, so it starts part two
        ("ş" * 70, SmsLength("ucs2", 70, 1)),
        ("ş" * 71, SmsLength("ucs2", 71, 2)),
        ("س" * 134, SmsLength("ucs2", 134, 2)),  # 2 x 67
        ("س" * 135, SmsLength("ucs2", 135, 3)),
        ("🚰" * 35, SmsLength("ucs2", 70, 1)),  # a pair of units each
        ("س" * 66 + "🚰" + "س" * 66, SmsLength("ucs2", 134, 3)),  # nor is the pair split
    ],
)
def test_parts_are_counted_as_the_standard_counts(text, expected):
    assert sms_length(text) == expected


@pytest.mark.parametrize(
    ("text", "alphabet"),
    [
        ("Yol kapali. Baska yoldan gidin.", "gsm7"),
        ("Yolun durumu: çok güzel", "ucs2"),  # GSM has Ç but not ç
        ("Işıklar söndü", "ucs2"),
        ("Ödeme alindi", "gsm7"),
        ("آب قطع است", "ucs2"),
    ],
)
def test_turkish_and_persian_letters_decide_the_alphabet(text, alphabet):
    assert sms_length(text).alphabet == alphabet


@given(st.text(max_size=400), st.text(max_size=50))
def test_a_longer_text_never_takes_fewer_parts(text, more):
    assert sms_length(text).parts <= sms_length(text + more).parts


def test_the_log_shows_no_whole_address():
    assert mask_phone("+904562131009") == "+90 ••• 09"
    assert mask_phone("153") == "•••"
    assert mask_email("gulsah@example.org") == "g•••@example.org"
    assert mask_email("") == "•••"
