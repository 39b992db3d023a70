"""Bulk reading and writing on SQLite."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

JSON_ROWS = 20_000


def insert_rows(table: str, columns: dict[str, Sequence[Any]], types: Sequence[str], conflict: str) -> int:
    """
    Insert columns of one length; return how many rows were written.

    ``conflict`` is the text after ON CONFLICT; ``types`` matter to PostgreSQL only.
    """
    marks = ",".join("?" * len(columns))
    sql = f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks}) ON CONFLICT {conflict}"  # noqa: S608
    connection.ensure_connection()
    return int(connection.connection.executemany(sql, zip(*columns.values(), strict=True)).rowcount)


def differing(
    datastream_id: Sequence[int], at_us: Sequence[int], seq: Sequence[int], value: Sequence[float]
) -> list[tuple[int, int, int, float, float]]:
    """Stored rows with these keys and another value, as (datastream, at, seq, old value, new value)."""
    sql = """
        SELECT v.datastream_id, v.at_us, v.seq, v.value, CAST(j.value ->> '$[3]' AS REAL)
        FROM json_each(%s) j CROSS JOIN observations_value v
        ON v.datastream_id = (j.value ->> '$[0]') AND v.at_us = (j.value ->> '$[1]')
        AND v.seq = (j.value ->> '$[2]') WHERE v.value <> CAST(j.value ->> '$[3]' AS REAL)
    """
    rows = list(zip(datastream_id, at_us, seq, value, strict=True))
    found: list[tuple[int, int, int, float, float]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), JSON_ROWS):
            cursor.execute(sql, [json.dumps(rows[start : start + JSON_ROWS])])
            found += cursor.fetchall()
    return found
