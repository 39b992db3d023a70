"""How much the values take: rows, bytes on the disk, and how much comes in a day."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

TABLES = (
    "observations_value", "observations_detail", "observations_old_value", "observations_arrival",
    "observations_hour", "observations_day",
)  # fmt: skip
# A page count of a larger file takes longer than anybody waits for a page [bytes].
LARGEST_COUNTED = 2 << 30
# Measured over a million values of one to sixty minutes on SQLite; taken where pages are not counted.
USUAL_ROW_BYTES = 27


@dataclass(frozen=True)
class Sizes:
    """Bytes by table, indexes included, and whether they are an estimate."""

    by_table: dict[str, int]
    is_estimate: bool

    @property
    def total(self) -> int:
        """Bytes of all of them."""
        return sum(self.by_table.values())


@dataclass(frozen=True)
class Flow:
    """Values of one datastream in the table, all there ever were, and those of the last days."""

    rows: int
    ever: int
    lately: int


def sizes(rows: int) -> Sizes:
    """What the tables take on the disk; ``rows`` in the value table serve an estimate where nothing better is."""
    if connection.vendor == "postgresql":
        return Sizes({name: _postgresql(name) for name in TABLES}, is_estimate=False)
    try:
        return Sizes(_sqlite(), is_estimate=False)
    except (DatabaseError, _TooLarge):
        return Sizes({"observations_value": rows * USUAL_ROW_BYTES}, is_estimate=True)


class _TooLarge(Exception):
    """Counting the pages would take too long."""


def _postgresql(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_total_relation_size(relid)), 0) FROM pg_partition_tree(%s::regclass)",
            [name],
        )
        return int(cursor.fetchone()[0])


def _sqlite() -> dict[str, int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT * FROM pragma_page_count()) * (SELECT * FROM pragma_page_size())")
        if cursor.fetchone()[0] > LARGEST_COUNTED:
            raise _TooLarge
        found = {}
        for name in TABLES:
            cursor.execute("SELECT pgsize FROM dbstat WHERE name = %s AND aggregate = TRUE", [name])
            row = cursor.fetchone()
            found[name] = int(row[0]) if row else 0
        return found


def flows(recent_day: int, kept_day: dict[int, int]) -> dict[int, Flow]:
    """
    Rows of each datastream, out of its daily figures: a count of the values themselves would read all of them.

    :param recent_day: the civil day from which values came lately
    :param kept_day: of datastreams from which values were removed, the civil day from which they stand in the table
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datastream_id, sum(count), sum(CASE WHEN day >= %s THEN count ELSE 0 END) "
            "FROM observations_day GROUP BY datastream_id",
            [recent_day],
        )
        ever = {row[0]: (int(row[1]), int(row[2])) for row in cursor.fetchall()}
        found = {pk: Flow(count, count, lately) for pk, (count, lately) in ever.items()}
        for pk, day in kept_day.items():
            if pk not in ever:
                continue
            cursor.execute(
                "SELECT coalesce(sum(count), 0) FROM observations_day WHERE datastream_id = %s AND day >= %s",
                [pk, day],
            )
            found[pk] = Flow(int(cursor.fetchone()[0]), *ever[pk])
    return found
