"""Digits: everything that Unicode calls a decimal digit is read, Persian ones are written for Persian."""

from __future__ import annotations

import re
import unicodedata

_TO_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
# The digits that people type here, in one table; those of any other script are looked up one by one.
_TO_LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_OTHER = re.compile(r"[^\D0-9]")


def to_latin_digits(words: str) -> str:
    """Return ``words`` with every decimal digit of any script as 0-9."""
    words = words.translate(_TO_LATIN)
    if words.isascii():
        return words
    return _OTHER.sub(lambda digit: str(unicodedata.decimal(digit[0])), words)


def to_persian_digits(words: str) -> str:
    """Return ``words`` with 0-9 as ۰-۹."""
    return words.translate(_TO_PERSIAN)


def digits_for(words: str, language: str) -> str:
    """Return ``words`` with the digits that ``language`` is read in: ۰-۹ for Persian, else 0-9."""
    return to_persian_digits(words) if language == "fa" else to_latin_digits(words)
