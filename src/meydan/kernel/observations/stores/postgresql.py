"""Bulk reading and writing on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

# Weaker than FOR UPDATE: foreign keys that point to the row do not wait for it.
LOCK = " FOR NO KEY UPDATE OF l"


def among(ids: Sequence[int]) -> tuple[str, Any]:
    """The right side of ``column IN``, and its parameter."""
    return "= ANY(%s)", list(ids)


def insert_rows(table: str, columns: dict[str, Sequence[Any]], types: Sequence[str], conflict: str) -> int:
    """
    Insert columns of one length; return how many rows were written.

    ``conflict`` is the text after ON CONFLICT; ``types`` are the column types, as in ``bigint``.
    One array a column was faster than COPY into a temporary table, and tolerates repeats.
    """
    arrays = ",".join(f"%s::{kind}[]" for kind in types)
    sql = (
        f"INSERT INTO {table} ({','.join(columns)}) SELECT * FROM unnest({arrays}) "  # noqa: S608
        f"ON CONFLICT {conflict}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(column) for column in columns.values()])
        return int(cursor.rowcount)


def update_rows(table: str, key: str, columns: dict[str, Sequence[Any]], types: Sequence[str]) -> int:
    """Set the other columns where ``key`` (one of the columns) is that of the row; return how many rows."""
    arrays = ",".join(f"%s::{kind}[]" for kind in types)
    sets = ",".join(f"{name} = n.{name}" for name in columns if name != key)
    sql = (
        f"UPDATE {table} t SET {sets} FROM unnest({arrays}) AS n({','.join(columns)}) "  # noqa: S608
        f"WHERE t.{key} = n.{key}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(column) for column in columns.values()])
        return int(cursor.rowcount)


def differing(
    datastream_id: Sequence[int], slot: Sequence[int], value: Sequence[float]
) -> list[tuple[int, int, float, float]]:
    """Stored rows with these keys and another value, as (datastream, slot, old value, new value)."""
    sql = """
        SELECT v.datastream_id, v.slot, v.value, n.value
        FROM unnest(%s::integer[], %s::bigint[], %s::double precision[]) AS n(datastream_id, slot, value)
        JOIN observations_value v USING (datastream_id, slot) WHERE v.value <> n.value
        FOR UPDATE OF v
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(datastream_id), list(slot), list(value)])
        return list(cursor.fetchall())
