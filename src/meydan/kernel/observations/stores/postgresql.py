"""Bulk reading and writing on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


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


def differing(
    datastream_id: Sequence[int], at_us: Sequence[int], seq: Sequence[int], value: Sequence[float]
) -> list[tuple[int, int, int, float, float]]:
    """Stored rows with these keys and another value, as (datastream, at, seq, old value, new value)."""
    sql = """
        SELECT v.datastream_id, v.at_us, v.seq, v.value, n.value
        FROM unnest(%s::integer[], %s::bigint[], %s::smallint[], %s::double precision[])
             AS n(datastream_id, at_us, seq, value)
        JOIN observations_value v USING (datastream_id, at_us, seq) WHERE v.value <> n.value
        FOR UPDATE OF v
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(datastream_id), list(at_us), list(seq), list(value)])
        return list(cursor.fetchall())
