"""Text to tokens: every literal is read and checked here, so the parser sees values."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from meydan.kernel.observations.engine.query import times
from meydan.kernel.observations.engine.query.ast import Float, Int, LiteralNode, Text
from meydan.kernel.observations.engine.query.geometry import read_geography
from meydan.kernel.observations.engine.query.refusals import MAX_CHARACTERS, QueryRefused


class Mark(StrEnum):
    """The sort of a token."""

    NAME = "a name"
    LITERAL = "a literal"
    SIGN = "a sign"
    END = "the end"


class Token(NamedTuple):
    """
    A piece of the text.

    :param at: where it begins, counted from 1
    :param end: where the text after it begins, so that ``end == next.at`` means nothing stands between
    """

    mark: Mark
    text: str
    at: int
    end: int
    value: LiteralNode | None = None

    def __str__(self) -> str:
        return "the end" if self.mark is Mark.END else f"'{self.text[:40]}'"


# Letters of every alphabet; the half-space of Persian, and the marks that Arabic letters and a lower-cased
# Turkish İ carry, are not letters to the re module.
_MARKS = "\u0300-\u036f\u064b-\u0652\u0670\u200c"
NAME = rf"[^\W\d](?:[\w.{_MARKS}]|-(?=[\w{_MARKS}]))*"
_SPAN = rf"(?:{times.MOMENT}|{times.LENGTH})"
_KINDS = {
    "space": r"[ \t\r\n]+",
    "moment": rf"(?a:{times.MOMENT}(?:/{_SPAN})?|{times.LENGTH}/{times.MOMENT})",
    "day": rf"(?a:-?{times.DAY})",
    "guid": r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    "clock": rf"(?a:{times.CLOCK})",
    "number": r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?",
    "typed": r"[A-Za-z]+'(?:[^']|'')*'",
    "string": r"'(?:[^']|'')*'",
    "name": rf"@iot\.[A-Za-z]+|\$?{NAME}",
    "sign": r"[()\[\],/:;=*-]",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()))
_INT64 = 2**63


def tokens(text: str) -> list[Token]:
    """
    The tokens of ``text``, ending with one of ``Mark.END``.

    :param text: percent-decoded
    :raises QueryRefused: if it is too long, holds what no database stores, or a literal is not right
    """
    check_text(text)
    found: list[Token] = []
    here = 0
    while here < len(text):
        match = _TOKEN.match(text, here)
        if match is None:
            raise QueryRefused(_unreadable(text[here]), here + 1)
        if match.lastgroup != "space":
            found.append(_token(str(match.lastgroup), match[0], here + 1))
        here = match.end()
    found.append(Token(Mark.END, "", len(text) + 1, len(text) + 1))
    return found


def check_text(text: str) -> None:
    """Refuse text that is too long, or that cannot be written as UTF-8 or stored."""
    if len(text) > MAX_CHARACTERS:
        raise QueryRefused(f"The query is longer than {MAX_CHARACTERS} characters.")
    if (null := text.find("\0")) >= 0:
        raise QueryRefused("A null character cannot be stored, so nothing has one.", null + 1)
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        raise QueryRefused("This is half of a character; the text is not UTF-8.", fault.start + 1) from None


def _token(kind: str, text: str, at: int) -> Token:
    end = at + len(text)
    if kind == "name":
        return Token(Mark.NAME, text, at, end)
    if kind == "sign":
        return Token(Mark.SIGN, text, at, end)
    try:
        return Token(Mark.LITERAL, text, at, end, _READERS[kind](text))
    except QueryRefused as refusal:
        raise QueryRefused(refusal.sentence, at) from None


def _unreadable(letter: str) -> str:
    if letter == "'":
        return "This string is not closed; a quote within a string is written twice."
    if letter == '"':
        return "A string stands in single quotes, not in double ones."
    return f"'{letter}' has no meaning here."


def _number(text: str) -> LiteralNode:
    if text.lstrip("+-").isdigit():
        # Twenty digits never fit, and turning thousands of them into a number takes its time.
        if len(text) > 20 or not -_INT64 <= int(text) < _INT64:
            raise QueryRefused(f"The whole number {text[:24]} does not fit 64 bits.")
        return Int(int(text))
    value = float(text)
    if not math.isfinite(value):
        raise QueryRefused(f"The number {text[:24]} is too large; numbers must be finite.")
    return Float(value)


def _string(text: str) -> Text:
    return Text(text[1:-1].replace("''", "'"))


_TYPED: dict[str, Callable[[str], LiteralNode]] = {
    "duration": times.read_duration,
    "geography": read_geography,
    "geometry": read_geography,
    "date": times.read_date,
    "time": times.read_time,
    "timeofday": times.read_time,
    "datetime": times.read_moment,
    "datetimeoffset": times.read_moment,
    "guid": Text,
}


def _typed(text: str) -> LiteralNode:
    prefix, _, rest = text.partition("'")
    reader = _TYPED.get(prefix.lower())
    if reader is None:
        raise QueryRefused(f"There is no literal {prefix}'...'; there are {', '.join(sorted(_TYPED))}.")
    return reader(rest[:-1].replace("''", "'"))


_READERS: dict[str, Callable[[str], LiteralNode]] = {
    "moment": times.read_moment,
    "day": times.read_date,
    "guid": Text,
    "clock": times.read_time,
    "number": _number,
    "typed": _typed,
    "string": _string,
}
