"""Bulk reading and writing on SQLite."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

JSON_ROWS = 20_000
# The immediate transaction is the lock.
LOCK = ""


def among(ids: Sequence[int]) -> tuple[str, Any]:
    """The right side of ``column IN``, and its parameter."""
    return "IN (SELECT value FROM json_each(%s))", json.dumps(list(ids))


def insert_rows(table: str, columns: dict[str, Sequence[Any]], types: Sequence[str], conflict: str) -> int:
    """
    Insert columns of one length; return how many rows were written.

    ``conflict`` is the text after ON CONFLICT; ``types`` matter to PostgreSQL only.
    """
    marks = ",".join("?" * len(columns))
    sql = f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks}) ON CONFLICT {conflict}"  # noqa: S608
    connection.ensure_connection()
    return int(connection.connection.executemany(sql, zip(*columns.values(), strict=True)).rowcount)


def update_rows(table: str, key: str, columns: dict[str, Sequence[Any]], types: Sequence[str]) -> int:
    """Set the other columns where ``key`` (one of the columns) is that of the row; return how many rows."""
    names = [name for name in columns if name != key]
    sets = ",".join(f"{name} = ?" for name in names)
    sql = f"UPDATE {table} SET {sets} WHERE {key} = ?"  # noqa: S608
    connection.ensure_connection()
    rows = zip(*(columns[name] for name in [*names, key]), strict=True)
    return int(connection.connection.executemany(sql, rows).rowcount)


def differing(
    datastream_id: Sequence[int], slot: Sequence[int], value: Sequence[float]
) -> list[tuple[int, int, float, float]]:
    """Stored rows with these keys and another value, as (datastream, slot, old value, new value)."""
    sql = """
        SELECT v.datastream_id, v.slot, v.value, CAST(j.value ->> '$[2]' AS REAL)
        FROM json_each(%s) j CROSS JOIN observations_value v
        ON v.datastream_id = (j.value ->> '$[0]') AND v.slot = (j.value ->> '$[1]')
        WHERE v.value <> CAST(j.value ->> '$[2]' AS REAL)
    """
    rows = list(zip(datastream_id, slot, value, strict=True))
    found: list[tuple[int, int, float, float]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), JSON_ROWS):
            cursor.execute(sql, [json.dumps(rows[start : start + JSON_ROWS])])
            found += cursor.fetchall()
    return found
