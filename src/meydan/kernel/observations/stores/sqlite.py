"""Bulk reading and writing on SQLite."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

JSON_ROWS = 20_000
# The immediate transaction is the lock.
LOCK = ""
Column = Sequence[Any] | np.ndarray


@dataclass(frozen=True)
class Change:
    """One statement with its columns."""

    sql: str
    columns: list[Column]


def among(ids: Sequence[int]) -> tuple[str, Any]:
    """The right side of ``column IN``, and its parameter."""
    return "IN (SELECT value FROM json_each(%s))", json.dumps(list(ids))


def insertion(table: str, columns: dict[str, Column], types: Sequence[str], conflict: str) -> Change:
    """
    Insert columns of one length.

    ``conflict`` is the text after ON CONFLICT; ``types`` matter to PostgreSQL only.
    """
    marks = ",".join("?" * len(columns))
    sql = f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks}) ON CONFLICT {conflict}"
    return Change(sql, list(columns.values()))


def alteration(table: str, key: str, columns: dict[str, Column], types: Sequence[str]) -> Change:
    """Set the other columns where ``key`` (one of the columns) is that of the row."""
    names = [name for name in columns if name != key]
    sets = ",".join(f"{name} = ?" for name in names)
    return Change(f"UPDATE {table} SET {sets} WHERE {key} = ?", [columns[name] for name in [*names, key]])


def run(changes: Sequence[Change]) -> list[int]:
    """Run changes in order; how many rows each wrote."""
    connection.ensure_connection()
    raw, counts = connection.connection, []
    with connection.wrap_database_errors:
        for change in changes:
            listed = [
                column.tolist() if isinstance(column, np.ndarray) else column for column in change.columns
            ]
            counts.append(int(raw.executemany(change.sql, zip(*listed, strict=True)).rowcount))
    return counts


def select(sql: str, parameters: Sequence[Any]) -> list[Any]:
    """The rows of a statement that is asked again and again."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


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
