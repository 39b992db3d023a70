"""Codes by which a form is taken up again on another device."""

from __future__ import annotations

import re
from collections.abc import Callable

# Without 0, 1, I, L and O, which are mistaken for each other; twelve of thirty-one symbols are 59 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12


def make_resume_code(draw: Callable[[int], int]) -> str:
    """
    Draw a code such as ``7K2Q-X9FM-4RTD``.

    :param draw: gives a whole number below its argument (``secrets.randbelow``)
    """
    symbols = "".join(ALPHABET[draw(len(ALPHABET))] for _ in range(LENGTH))
    return "-".join(symbols[at : at + 4] for at in range(0, LENGTH, 4))


def read_resume_code(words: str) -> str:
    """A code as it was typed, in its own form; an empty text when it cannot be one. Digits are Latin already."""
    plain = re.sub(r"[\s\-\u2010-\u2015\u200c-\u200f.]+", "", words).upper()
    if len(plain) != LENGTH or any(symbol not in ALPHABET for symbol in plain):
        return ""
    return "-".join(plain[at : at + 4] for at in range(0, LENGTH, 4))
