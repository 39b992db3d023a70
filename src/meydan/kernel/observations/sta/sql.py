"""Pieces of SQL with their parameters, and what a value is while a condition is put into SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from meydan.kernel.observations.engine.query.sorts import Sort


@dataclass(frozen=True, slots=True)
class Sql:
    """Text with ``%s`` for each of its parameters."""

    text: str
    params: tuple[Any, ...] = ()

    def __str__(self) -> str:
        return self.text


def sql(template: str, *parts: Sql | Any) -> Sql:
    """Fill each ``{}`` of a template with a piece of SQL, or with a mark for a plain value."""
    texts: list[str] = []
    params: list[Any] = []
    for part in parts:
        piece = part if isinstance(part, Sql) else Sql("%s", (part,))
        texts.append(piece.text)
        params += piece.params
    return Sql(template.format(*texts), tuple(params))


def joined(separator: str, pieces: Iterable[Sql]) -> Sql:
    """Pieces one after another with ``separator`` between them."""
    listed = list(pieces)
    return Sql(
        separator.join(piece.text for piece in listed), tuple(p for piece in listed for p in piece.params)
    )


TRUE, FALSE, NULL = Sql("1 = 1"), Sql("1 = 0"), Sql("NULL")


def all_of(pieces: Iterable[Sql]) -> Sql:
    """Every one of them holds; nothing asked holds always."""
    asked = [piece for piece in pieces if piece.text and piece != TRUE]
    return joined(" AND ", [sql("({})", piece) for piece in asked]) if asked else TRUE


@dataclass(frozen=True, slots=True)
class Value:
    """
    A value in SQL.

    :param sort: ``None`` is the sort of ``null``
    :param sql: the value; of a time its start, in µs since 1970 UTC; of a JSON value the document
    :param end: of a time that may be an interval, its end
    :param path: of a JSON value, where in the document it is
    :param constant: the literal itself, where it is one
    :param slot: the column of slots behind the start of a time, which an index knows
    :param key: which column holds the number of an id; ``slot`` beside it for observations
    """

    sort: Sort | None
    sql: Sql
    end: Sql | None = None
    path: tuple[str | int, ...] = ()
    constant: Any = None
    slot: str = ""
    key: str = ""
