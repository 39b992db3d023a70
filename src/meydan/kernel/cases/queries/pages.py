"""A page of very many cases: by a key that stays where it is, never by counting from the start."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db.models import Q, QuerySet

from meydan.kernel.cases.models import Case

# The column a page is ordered by, and whether the newest stands first; the id breaks ties.
ORDERS: dict[str, tuple[str, bool]] = {
    "opened": ("opened_at", True),
    "updated": ("updated_at", False),
    "closed": ("closed_at", True),
    "due": ("due_at", False),
}
MOST_COUNTED = 10_000
# A filter that SQL cannot answer keeps about half of what a box holds; so many rows are read at a time.
READ_AHEAD = 3


class CursorUnreadable(ValueError):
    """A cursor that no page of this order has given."""


@dataclass(frozen=True)
class CasePage:
    """Rows of the columns asked for, and where the next page begins (empty: this is the last)."""

    rows: list[tuple[Any, ...]]
    cursor: str


def page_of(
    cases: QuerySet[Case],
    *,
    order: str,
    columns: Sequence[str],
    cursor: str = "",
    limit: int,
    keeps: Callable[[list[tuple[Any, ...]]], Sequence[bool]] | None = None,
) -> CasePage:
    """
    Return the rows after a cursor; cases without the column of the order are left out.

    :param order: a key of ``ORDERS``
    :param keeps: says of rows which of them belong; more are read until the page is full
    :raises CursorUnreadable: for a cursor of another order, or no cursor at all
    """
    column, newest_first = ORDERS[order]
    sign = "-" if newest_first else ""
    ordered = cases.order_by(f"{sign}{column}", f"{sign}id")
    if Case._meta.get_field(column).null:
        ordered = ordered.filter(**{f"{column}__isnull": False})
    after = _read(cursor, order) if cursor else None
    found = list[tuple[Any, ...]]()
    for row in _rows(ordered, column, newest_first, after, columns, limit, keeps):
        if len(found) == limit:
            return CasePage([kept[2:] for kept in found], _written(order, found[-1]))
        found.append(row)
    return CasePage([kept[2:] for kept in found], "")


def _rows(
    ordered: QuerySet[Case],
    column: str,
    newest_first: bool,
    after: tuple[datetime, int] | None,
    columns: Sequence[str],
    limit: int,
    keeps: Callable[[list[tuple[Any, ...]]], Sequence[bool]] | None,
) -> Iterator[tuple[Any, ...]]:
    step = limit + 1 if keeps is None else (limit + 1) * READ_AHEAD
    while True:
        rest = ordered if after is None else ordered.filter(_beyond(column, newest_first, after))
        rows = list(rest.values_list(column, "id", *columns)[:step])
        kept = [True] * len(rows) if keeps is None else keeps([row[2:] for row in rows])
        yield from (row for row, keep in zip(rows, kept, strict=True) if keep)
        if len(rows) < step:
            return
        after = rows[-1][0], rows[-1][1]


def _beyond(column: str, newest_first: bool, after: tuple[datetime, int]) -> Q:
    at, number = after
    side = "lt" if newest_first else "gt"
    # The first condition is implied by the second, and is what an index can begin from.
    return Q(**{f"{column}__{side}e": at}) & (
        Q(**{f"{column}__{side}": at}) | Q(**{column: at, f"id__{side}": number})
    )


def _written(order: str, row: tuple[Any, ...]) -> str:
    place = msgspec.json.encode([order, int(row[0].timestamp() * 1_000_000), row[1]])
    return base64.urlsafe_b64encode(place).decode().rstrip("=")


def _read(cursor: str, order: str) -> tuple[datetime, int]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        said, at_us, number = msgspec.json.decode(text, type=tuple[str, int, int])
        at = datetime.fromtimestamp(at_us // 1_000_000, UTC).replace(microsecond=at_us % 1_000_000)
    except (ValueError, OverflowError, OSError, binascii.Error, msgspec.MsgspecError) as fault:
        raise CursorUnreadable(cursor) from fault
    if said != order or not -(2**63) <= number < 2**63:
        raise CursorUnreadable(cursor)
    return at, number


def count_up_to(cases: QuerySet[Case], most: int = MOST_COUNTED) -> tuple[int, bool]:
    """Return how many cases there are, at most ``most``, and whether there are more."""
    found = cases.order_by().values("pk")[: most + 1].count()
    return min(found, most), found > most
