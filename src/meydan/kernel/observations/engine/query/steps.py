"""Paths in a query: names with slashes between, JSON keys, positions in arrays."""

from __future__ import annotations

from meydan.kernel.observations.engine.query.ast import Int, Path
from meydan.kernel.observations.engine.query.cursor import Cursor
from meydan.kernel.observations.engine.query.refusals import MAX_STEPS, QueryRefused
from meydan.kernel.observations.engine.query.tokens import Mark, Token


def read_path(cursor: Cursor) -> Path:
    """A path that begins here and holds no condition, as ``$select`` has it."""
    token = cursor.expect_name("the name of a property")
    cursor.spend(token)
    return path(cursor, token)


def path(cursor: Cursor, token: Token) -> Path:
    """The path that begins with ``token``; it ends before ``/any(`` and ``/all(``."""
    root = token.text if token.text in cursor.variables else ""
    names: list[str | int] = [] if root or token.text == "$it" else [_plain(token)]
    while cursor.is_sign("[") or (cursor.is_sign("/") and not _lambda_follows(cursor)):
        if len(names) >= MAX_STEPS:
            raise QueryRefused(f"A path has at most {MAX_STEPS} names.", cursor.next.at)
        names.append(_position(cursor) if cursor.take().text == "[" else _step(cursor))
    if not root and not (names and isinstance(names[0], str)):
        raise QueryRefused("$it is the entity itself; a property of it is $it/name.", token.at)
    return Path(tuple(names), root)


def _lambda_follows(cursor: Cursor) -> bool:
    after, behind = cursor.after(1), cursor.after(2)
    return after.mark is Mark.NAME and after.text in ("any", "all") and behind.text == "("


def _plain(token: Token) -> str:
    if token.text.startswith("$"):
        raise QueryRefused(f"{token} is an option, not a property.", token.at)
    return token.text


def _step(cursor: Cursor) -> str:
    """A name or a JSON key: also one of digits, or with a colon in it, as ``dct:title``."""
    token = cursor.take()
    if token.mark is Mark.LITERAL and token.text.isdigit():
        return token.text
    if token.mark is not Mark.NAME:
        raise cursor.refusal("expected the name of a property after '/'", token)
    text, colon = _plain(token), cursor.next
    if cursor.is_sign(":") and colon.at == token.end and cursor.after(1).at == colon.end:
        cursor.take()
        text += ":" + _plain(cursor.expect_name("the rest of a JSON key after ':'"))
    return text


def _position(cursor: Cursor) -> int:
    token = cursor.take()
    if not isinstance(token.value, Int) or token.value.value < 0:
        raise cursor.refusal("expected a position in an array, counted from 0", token)
    cursor.expect_sign("]", "after the position")
    return token.value.value
