"""
The small language of a form's logic, read into a tree and never run as a program.

    usage in ['shop', 'office'] and floors > 3
    not has(basement) or area * 2 <= 500
    total(owners.share) == 100

Words are names of fields, ``'texts'``, numbers, ``yes`` and ``no``, lists of texts, and the functions of
``FUNCTIONS``. There are no attributes, no indexes and no loops, so that nothing can be reached and nothing goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

# Longer or deeper than anything a person reads; what is beyond is refused before it is walked.
MOST_LETTERS = 500
MOST_TOKENS = 150
MOST_DEPTH = 16
MOST_DIGITS = 15

# Name -> how many arguments it takes, at least and at most.
FUNCTIONS = {
    "has": (1, 1),
    "count": (1, 1),
    "total": (1, 1),
    "least": (2, 4),
    "most": (2, 4),
    "round": (1, 2),
}
COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|'(?P<text>[^'\\\n]*)'|(?P<word>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)"
    r"|(?P<mark>==|!=|<=|>=|[<>()\[\],+\-*/]))"
)
_RESERVED = frozenset({"and", "or", "not", "in", "yes", "no"})

# ("number", Decimal) ("text", str) ("yes", bool) ("name", str) ("list", texts) ("not", a) ("minus", a)
# ("and"|"or", a, b) ("compare", op, a, b) ("in", a, b) ("sum", op, a, b) ("call", name, arguments)
Node = tuple[Any, ...]


class LogicUnreadable(ValueError):
    """The words are no expression of the language; the message says what to do."""


@dataclass(frozen=True)
class Token:
    """One word of an expression: ``kind`` is number, text, word, mark or end."""

    kind: str
    word: str


def read_logic(words: str) -> Node:
    """
    Read an expression.

    :raises LogicUnreadable: if it is none, or is longer or deeper than the limits
    """
    if len(words) > MOST_LETTERS:
        raise LogicUnreadable(f"It is longer than {MOST_LETTERS} letters; split it over two fields.")
    reader = _Reader(list(_tokens(words)))
    node = reader.either(0)
    if reader.here.kind != "end":
        raise LogicUnreadable(f"{reader.here.word!r} is not expected there.")
    return node


def _tokens(words: str) -> Iterator[Token]:
    position, count, end = 0, 0, len(words.rstrip())
    while position < end:
        found = _TOKEN.match(words, position)
        if found is None:
            raise LogicUnreadable(f"{words[position:].strip()[:12]!r} cannot be read here.")
        count += 1
        if count > MOST_TOKENS:
            raise LogicUnreadable(f"It has more than {MOST_TOKENS} words; split it over two fields.")
        position = found.end()
        kind = str(found.lastgroup)
        yield Token(kind, found[kind])
    yield Token("end", "the end")


class _Reader:
    """Walks the words once, each level of binding one function; ``depth`` stops what is nested too far."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0

    @property
    def here(self) -> Token:
        return self.tokens[self.place]

    def takes(self, *words: str) -> str:
        """Step over one of these words or marks and return it; empty when another stands there."""
        if self.here.kind in ("word", "mark") and self.here.word in words:
            self.place += 1
            return self.tokens[self.place - 1].word
        return ""

    def wants(self, mark: str) -> None:
        if not self.takes(mark):
            raise LogicUnreadable(f"{mark!r} is missing before {self.here.word!r}.")

    def either(self, depth: int) -> Node:
        if depth > MOST_DEPTH:
            raise LogicUnreadable(f"It is nested deeper than {MOST_DEPTH} levels; split it over two fields.")
        node = self.both(depth)
        while self.takes("or"):
            node = ("or", node, self.both(depth))
        return node

    def both(self, depth: int) -> Node:
        node = self.denied(depth)
        while self.takes("and"):
            node = ("and", node, self.denied(depth))
        return node

    def denied(self, depth: int) -> Node:
        if depth > MOST_DEPTH:
            raise LogicUnreadable(f"It is nested deeper than {MOST_DEPTH} levels; split it over two fields.")
        if self.takes("not"):
            return ("not", self.denied(depth + 1))
        return self.compared(depth)

    def compared(self, depth: int) -> Node:
        left = self.added(depth)
        if mark := self.takes(*COMPARISONS):
            return ("compare", mark, left, self.added(depth))
        if self.takes("in"):
            return ("in", left, self.added(depth))
        return left

    def added(self, depth: int) -> Node:
        node = self.multiplied(depth)
        while mark := self.takes("+", "-"):
            node = ("sum", mark, node, self.multiplied(depth))
        return node

    def multiplied(self, depth: int) -> Node:
        node = self.single(depth)
        while mark := self.takes("*", "/"):
            node = ("sum", mark, node, self.single(depth))
        return node

    def single(self, depth: int) -> Node:
        if depth > MOST_DEPTH:
            raise LogicUnreadable(f"It is nested deeper than {MOST_DEPTH} levels; split it over two fields.")
        if self.takes("-"):
            return ("minus", self.single(depth + 1))
        if self.takes("("):
            node = self.either(depth + 1)
            self.wants(")")
            return node
        if self.takes("["):
            return self.listed()
        token = self.here
        self.place += 1
        return self.plain(token, depth)

    def listed(self) -> Node:
        texts = []
        while self.here.kind == "text":
            texts.append(self.here.word)
            self.place += 1
            if not self.takes(","):
                break
        self.wants("]")
        return ("list", tuple(texts))

    def plain(self, token: Token, depth: int) -> Node:
        if token.kind == "number":
            if len(token.word) > MOST_DIGITS:
                raise LogicUnreadable(f"A number has at most {MOST_DIGITS} digits.")
            return ("number", Decimal(token.word))
        if token.kind == "text":
            return ("text", token.word)
        if token.kind == "word" and token.word in ("yes", "no"):
            return ("yes", token.word == "yes")
        if token.kind == "word" and token.word not in _RESERVED:
            return self.called(token.word, depth) if self.takes("(") else ("name", token.word)
        raise LogicUnreadable(f"A field, a number or a text is missing before {token.word!r}.")

    def called(self, name: str, depth: int) -> Node:
        if name not in FUNCTIONS:
            raise LogicUnreadable(f"There is no function {name!r}. Use one of: {', '.join(FUNCTIONS)}.")
        arguments = [self.either(depth + 1)]
        while self.takes(","):
            arguments.append(self.either(depth + 1))
        self.wants(")")
        least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise LogicUnreadable(f"{name} takes {least} to {most} values, not {len(arguments)}.")
        return ("call", name, tuple(arguments))


def names_in(node: Node) -> set[str]:
    """The names an expression leans on."""
    if node[0] == "name":
        return {node[1]}
    found: set[str] = set()
    for part in node[1:]:
        if isinstance(part, tuple) and part and isinstance(part[0], tuple):
            found |= {name for inner in part for name in names_in(inner)}
        elif isinstance(part, tuple) and part and node[0] != "list":
            found |= names_in(part)
    return found


def portable(node: Node) -> list[Any]:
    """The tree as JSON, for the page that works without the network."""
    return [
        portable(part)
        if isinstance(part, tuple) and part and isinstance(part[0], str) and node[0] != "list"
        else [portable(inner) if isinstance(inner, tuple) else inner for inner in part]
        if isinstance(part, tuple)
        else str(part)
        if isinstance(part, Decimal)
        else part
        for part in node
    ]
