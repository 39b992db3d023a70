"""
Codes that a question carries: they hold its number, how often it was asked anew, and a signature.

A code for a reply is short enough to type; the one in a link is longer, for nothing else guards the link.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

# Crockford's alphabet: no letter that is taken for another.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER, ISSUE, SHORT, LONG = 4, 1, 7, 26
MOST_NUMBER, MOST_ISSUE = 32**NUMBER - 1, 31
_ALIKE = str.maketrans("ILO", "110")
_WRITTEN = re.compile(r"(?<![0-9A-Za-z])([0-9A-Za-z]{4})-([0-9A-Za-z]{4})-([0-9A-Za-z]{4})(?![0-9A-Za-z])")


@dataclass(frozen=True)
class Coded:
    """What a genuine code says."""

    number: int
    issue: int


def code_of(number: int, issue: int, secret: bytes) -> str:
    """
    Return the code of a question, as XXXX-XXXX-XXXX.

    :param number: from 0 to ``MOST_NUMBER``
    :param issue: how often the question was asked of somebody new, from 0 to ``MOST_ISSUE``
    """
    whole = _head(number, issue) + _signature(number, issue, secret, "reply", SHORT)
    return f"{whole[:4]}-{whole[4:8]}-{whole[8:]}"


def link_of(number: int, issue: int, secret: bytes) -> str:
    """The code in a link, without dashes; 130 bits of it are signature."""
    return _head(number, issue) + _signature(number, issue, secret, "link", LONG)


def codes_in(words: str) -> list[str]:
    """What looks like a code in a text, each once, in its order; genuine or not."""
    found = (f"{a}-{b}-{c}".upper() for a, b, c in _WRITTEN.findall(words))
    return list(dict.fromkeys(found))


def without_codes(words: str) -> str:
    """A text without what looks like a code, and without the brackets around it."""
    return re.sub(r"[\[(]\s*[\])]", " ", _WRITTEN.sub("", words))


def read_code(code: str, secret: bytes) -> Coded | None:
    """What a code of a reply says; ``None`` for one that this city did not sign."""
    return _read(code.replace("-", ""), secret, "reply", SHORT)


def read_link(code: str, secret: bytes) -> Coded | None:
    """What the code of a link says; ``None`` for one that this city did not sign."""
    return _read(code, secret, "link", LONG)


def _read(whole: str, secret: bytes, use: str, length: int) -> Coded | None:
    plain = whole.upper().translate(_ALIKE)
    if len(plain) != NUMBER + ISSUE + length or any(letter not in ALPHABET for letter in plain):
        return None
    number, issue = _value(plain[:NUMBER]), _value(plain[NUMBER])
    right = _signature(number, issue, secret, use, length)
    return Coded(number, issue) if hmac.compare_digest(right, plain[NUMBER + ISSUE :]) else None


def _head(number: int, issue: int) -> str:
    if not (0 <= number <= MOST_NUMBER and 0 <= issue <= MOST_ISSUE):
        raise ValueError(f"no code for question {number}, issue {issue}")
    return _letters(number, NUMBER) + _letters(issue, ISSUE)


def _signature(number: int, issue: int, secret: bytes, use: str, length: int) -> str:
    said = f"{use}:{number}:{issue}".encode()
    return _letters(int.from_bytes(hmac.new(secret, said, hashlib.sha256).digest()), length)


def _letters(value: int, length: int) -> str:
    return "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(length)))


def _value(letters: str) -> int:
    total = 0
    for letter in letters:
        total = total * 32 + ALPHABET.index(letter)
    return total
