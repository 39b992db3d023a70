"""What stands behind the equals sign of each query option, without the expressions in it."""

from __future__ import annotations

import re

from meydan.kernel.observations.engine.query.ast import Int, Order, Path
from meydan.kernel.observations.engine.query.cursor import Cursor
from meydan.kernel.observations.engine.query.parser import expression
from meydan.kernel.observations.engine.query.refusals import QueryRefused
from meydan.kernel.observations.engine.query.steps import read_path
from meydan.kernel.observations.engine.query.times import read_instant
from meydan.kernel.observations.engine.query.tokens import Mark

RESULT_FORMATS = ("json", "dataArray", "CSV", "GeoJSON")
_BY_LOWER = {name.lower(): name for name in RESULT_FORMATS}
# Base64 for addresses; longer than any key we write, shorter than a nuisance.
_SKIP_TOKEN = re.compile(r"[A-Za-z0-9_=.-]{1,512}\Z")


def read_orderby(cursor: Cursor) -> tuple[Order, ...]:
    """``Datastream/id desc, phenomenonTime``."""
    terms: list[Order] = []
    while not terms or cursor.skip_sign(","):
        by = expression(cursor)
        way = cursor.next.text.lower() if cursor.next.mark is Mark.NAME else ""
        if way in ("asc", "desc"):
            cursor.take()
        terms.append(Order(by, way == "desc"))
    return tuple(terms)


def read_select(cursor: Cursor) -> tuple[Path, ...] | None:
    """``id,name,unitOfMeasurement/symbol``, each once; ``*`` is everything, as if nothing had been said."""
    if cursor.skip_sign("*"):
        return None
    if cursor.next.text == "distinct" and cursor.after(1).text == ":":
        raise QueryRefused("Distinct selection is not offered.", cursor.next.at, status=501)
    paths = [read_path(cursor)]
    while cursor.skip_sign(","):
        paths.append(read_path(cursor))
    return tuple(dict.fromkeys(paths))


def read_whole(cursor: Cursor) -> int:
    """A whole number that is not negative: ``0`` is one."""
    token = cursor.take()
    if not isinstance(token.value, Int) or not token.text.isdigit():
        raise cursor.refusal("expected a whole number, 0 or more", token)
    return token.value.value


def read_count(cursor: Cursor) -> bool:
    """``true`` or ``false``, and nothing else, as the standard says."""
    token = cursor.take()
    if token.text not in ("true", "false"):
        raise cursor.refusal("expected true or false", token)
    return token.text == "true"


def read_result_format(text: str) -> str:
    """One of ``RESULT_FORMATS``, in its own spelling."""
    if text.lower() not in _BY_LOWER:
        raise QueryRefused(f"There is no result format '{text[:40]}'; there are {', '.join(RESULT_FORMATS)}.")
    return _BY_LOWER[text.lower()]


def read_skip_token(text: str) -> str:
    """A token of a next link, whose inside is not looked at here."""
    if not _SKIP_TOKEN.match(text):
        raise QueryRefused("This is not a token of a next link; follow next links as they were given.")
    return text


def read_as_of(text: str) -> int:
    """The moment whose state is asked for, µs."""
    return read_instant(text).at_us
