"""Tracking codes a person can read over the phone: ``GM-7K2Q-X9``."""

from __future__ import annotations

from collections.abc import Callable

# 31 symbols, a prime: a weighted sum modulo 31 finds every wrong symbol and every two swapped ones.
# Left out: 1, I and L (one another), O (zero), U (V); 0 stays, and O typed for it is read as 0.
ALPHABET = "023456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 6  # five drawn symbols (28.6 million codes a prefix) and one check symbol
_VALUE = {symbol: index for index, symbol in enumerate(ALPHABET)}


def check_symbol(drawn: str) -> str:
    """
    Return the sixth symbol of five drawn ones: the sum of position x value is 0 modulo 31.

    :raises KeyError: if a symbol is not of the alphabet
    """
    total = sum(place * _VALUE[symbol] for place, symbol in enumerate(drawn, start=1))
    weight = len(drawn) + 1
    return ALPHABET[(-total * pow(weight, -1, len(ALPHABET))) % len(ALPHABET)]


def make_code(prefix: str, pick: Callable[[int], int]) -> str:
    """
    Draw a code such as ``GM-7K2Q-X9``.

    :param pick: gives a number from 0 up to its argument, unguessable (``secrets.randbelow``)
    """
    drawn = "".join(ALPHABET[pick(len(ALPHABET))] for _ in range(LENGTH - 1))
    body = drawn + check_symbol(drawn)
    return f"{prefix}-{body[:4]}-{body[4:]}"


def read_code(text: str) -> str | None:
    """
    Return the code in its one written form, or ``None`` when it cannot be a code.

    Spaces, dashes and letter case do not matter; O is read as 0. Digits must be Latin already.
    """
    squeezed = "".join(sign for sign in text.upper() if sign.isalnum())
    prefix, body = squeezed[:-LENGTH], squeezed[-LENGTH:].replace("O", "0")
    if not prefix or not prefix.isascii() or any(symbol not in _VALUE for symbol in body):
        return None
    if check_symbol(body[:-1]) != body[-1]:
        return None
    return f"{prefix}-{body[:4]}-{body[4:]}"
