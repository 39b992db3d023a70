"""Verification codes a person can type from paper: ``7K2Q-X94M-0ABD``."""

from __future__ import annotations

from collections.abc import Callable

# 31 symbols that nobody mistakes for one another: without 1, I, L, O and U. O typed for 0 is read as 0.
ALPHABET = "023456789ABCDEFGHJKMNPQRSTVWXYZ"
# 31^12 is 7.9e17: whoever tries a thousand codes a second for a year finds one of a million papers once in 25 years.
LENGTH = 12
GROUP = 4


def draw_code(pick: Callable[[int], int]) -> str:
    """
    Draw a code.

    :param pick: gives a number from 0 up to its argument, unguessable (``secrets.randbelow``)
    """
    return _grouped("".join(ALPHABET[pick(len(ALPHABET))] for _ in range(LENGTH)))


def read_code(text: str) -> str | None:
    """The code in its one written form, or ``None`` when it cannot be one; spaces, dashes and case do not matter."""
    squeezed = "".join(sign for sign in text.upper() if sign.isalnum()).replace("O", "0")
    if len(squeezed) != LENGTH or any(symbol not in ALPHABET for symbol in squeezed):
        return None
    return _grouped(squeezed)


def _grouped(symbols: str) -> str:
    return "-".join(symbols[start : start + GROUP] for start in range(0, LENGTH, GROUP))
