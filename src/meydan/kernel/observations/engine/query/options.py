"""The system query options of an address, read into one frozen query."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus

from meydan.kernel.observations.engine.query.ast import Expand, Query
from meydan.kernel.observations.engine.query.clauses import (
    read_as_of,
    read_count,
    read_orderby,
    read_result_format,
    read_select,
    read_skip_token,
    read_whole,
)
from meydan.kernel.observations.engine.query.cursor import Cursor
from meydan.kernel.observations.engine.query.expands import read_expand
from meydan.kernel.observations.engine.query.parser import expression
from meydan.kernel.observations.engine.query.refusals import MAX_CHARACTERS, QueryRefused

# Dashboards ask the same few questions again and again.
REMEMBERED = 256
# A letter of two bytes takes six characters in an address.
MAX_RAW_CHARACTERS = 6 * MAX_CHARACTERS


def _expand(cursor: Cursor) -> tuple[Expand, ...]:
    return read_expand(cursor, _inner_options)


# Options that are read by the grammar, at the top and within an expansion.
_READ: dict[str, tuple[str, Callable[[Cursor], Any]]] = {
    "$filter": ("filter", expression),
    "$expand": ("expand", _expand),
    "$select": ("select", read_select),
    "$orderby": ("orderby", read_orderby),
    "$top": ("top", read_whole),
    "$skip": ("skip", read_whole),
    "$count": ("count", read_count),
}
# Options at the top alone, whose values are not expressions.
_TAKEN: dict[str, tuple[str, Callable[[str], Any]]] = {
    "$resultformat": ("result_format", read_result_format),
    "$skiptoken": ("skip_token", read_skip_token),
    "$as_of": ("as_of_us", read_as_of),
}
# Options that OData has and this service does not offer: the standard asks for 501 then.
_NOT_OFFERED = (
    *("$apply", "$compute", "$deltatoken", "$format", "$id", "$index", "$levels"),
    *("$schemaversion", "$search", "$resultmetadata"),
)


@lru_cache(maxsize=REMEMBERED)
def parse_query(text: str) -> Query:
    """
    The query of an address: what stands behind its question mark, still percent-encoded.

    :raises QueryRefused: with the option, the character and what was expected there
    """
    if len(text) > MAX_RAW_CHARACTERS:
        raise QueryRefused(f"The query is longer than {MAX_CHARACTERS} characters.")
    return parse_options(_pair(part) for part in text.split("&") if part)


def parse_options(pairs: Iterable[tuple[str, str]]) -> Query:
    """
    The query of decoded names and values.

    :raises QueryRefused: also for an option that is given twice or is not known
    """
    found: dict[str, Any] = {}
    characters = 0
    for name, value in pairs:
        characters += len(value)
        if characters > MAX_CHARACTERS:
            raise QueryRefused(f"The query is longer than {MAX_CHARACTERS} characters.")
        try:
            field, read = _option(name, value)
        except QueryRefused as refusal:
            raise refusal.within(name[:40]) from None
        if field in found:
            raise QueryRefused("This option is given twice.", option=name)
        found[field] = read
    return Query(**found)


def _option(name: str, value: str) -> tuple[str, Any]:
    key = name.lower()
    if not value.strip():
        raise QueryRefused("This option has no value.")
    if key in _TAKEN:
        field, take = _TAKEN[key]
        return field, take(value.strip())
    if key not in _READ:
        raise _unknown(key)
    field, read = _READ[key]
    cursor = Cursor(value)
    found = read(cursor)
    cursor.expect_end()
    return field, found


def _inner_options(cursor: Cursor) -> Query:
    """Options between parentheses, separated by semicolons; leaves the closing parenthesis."""
    found: dict[str, Any] = {}
    with cursor.nested(cursor.next):
        while not cursor.is_sign(")"):
            token = cursor.expect_name("an option such as $select")
            key = token.text.lower()
            if key not in _READ:
                raise QueryRefused(f"{token} is not an option within an expansion.", token.at)
            field, read = _READ[key]
            if field in found:
                raise QueryRefused(f"{token} is given twice.", token.at)
            cursor.expect_sign("=", f"after {token.text}")
            found[field] = read(cursor)
            if not cursor.skip_sign(";"):
                break
    return Query(**found)


def _pair(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    try:
        return unquote_plus(name, errors="strict"), unquote_plus(value, errors="strict")
    except UnicodeDecodeError:
        raise QueryRefused("The percent-encoding is not UTF-8.", option=name[:40]) from None


def _unknown(key: str) -> QueryRefused:
    if key in _NOT_OFFERED:
        return QueryRefused("This option of OData is not offered.", status=501)
    if f"${key}" in {**_READ, **_TAKEN}:
        return QueryRefused(f"There is no option of this name; write ${key}.")
    return QueryRefused("There is no option of this name.")
