"""
How many parts a text message takes.

Source: 3GPP TS 23.038 (the GSM 7-bit default alphabet and its extension table) and TS 23.040 (parts).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")  # an escape and a letter: two places
GSM_SINGLE, GSM_PART = 160, 153  # septets in a lone message, and in a part beside its seven of header
UCS_SINGLE, UCS_PART = 70, 67  # 16-bit units, likewise


@dataclass(frozen=True)
class SmsLength:
    """What a text costs."""

    alphabet: Literal["gsm7", "ucs2"]
    places: int
    parts: int


def sms_length(text: str) -> SmsLength:
    """
    Return the alphabet, the places taken and the number of parts of a text.

    A text with one letter outside the GSM alphabet (ş, ğ, ı, İ, any Persian letter) is sent in 16-bit units.
    A letter of two places is never split between parts.
    """
    if all(letter in BASIC or letter in EXTENSION for letter in text):
        widths = [2 if letter in EXTENSION else 1 for letter in text]
        return SmsLength("gsm7", sum(widths), _parts(widths, GSM_SINGLE, GSM_PART))
    widths = [2 if ord(letter) > 0xFFFF else 1 for letter in text]
    return SmsLength("ucs2", sum(widths), _parts(widths, UCS_SINGLE, UCS_PART))


def _parts(widths: list[int], single: int, part: int) -> int:
    if sum(widths) <= single:
        return 1
    parts, left = 1, part
    for width in widths:
        if width > left:
            parts, left = parts + 1, part
        left -= width
    return parts
