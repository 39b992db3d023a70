"""Bulk reading and writing on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
from django.db import connection
from psycopg.adapt import Dumper
from psycopg.pq import Format

# Weaker than FOR UPDATE: foreign keys that point to the row do not wait for it.
LOCK = " FOR NO KEY UPDATE OF l"
Column = Sequence[Any] | np.ndarray


class _ArrayDumper(Dumper):
    """A numpy column as a binary array: one buffer, no Python a number."""

    format = Format.BINARY

    def get_key(self, obj: Any, format: Any) -> Any:
        """Whole numbers and doubles go their own ways."""
        return (np.ndarray, obj.dtype.kind)

    def upgrade(self, obj: Any, format: Any) -> Dumper:
        """The dumper of this kind of number."""
        return (_Doubles if obj.dtype.kind == "f" else _Longs)(np.ndarray)

    def dump(self, obj: Any) -> bytes:
        """One dimension, no nulls: length, bound, then each number behind its width."""
        kind, element_oid = (">f8", 701) if obj.dtype.kind == "f" else (">i8", 20)
        body = np.empty(obj.size, dtype=[("width", ">i4"), ("value", kind)])
        body["width"], body["value"] = 8, obj
        if not obj.size:
            return np.array([0, 0, element_oid], dtype=">i4").tobytes()
        return np.array([1, 0, element_oid, obj.size, 1], dtype=">i4").tobytes() + body.tobytes()


class _Longs(_ArrayDumper):
    oid = 1016  # int8[]


class _Doubles(_ArrayDumper):
    oid = 1022  # float8[]


@dataclass(frozen=True)
class Change:
    """One statement with its columns, to be run with others in one round trip."""

    sql: str
    columns: list[Column]


def among(ids: Sequence[int]) -> tuple[str, Any]:
    """The right side of ``column IN``, and its parameter."""
    return "= ANY(%s::bigint[])", list(ids)


def insertion(table: str, columns: dict[str, Column], types: Sequence[str], conflict: str) -> Change:
    """
    Insert columns of one length.

    ``conflict`` is the text after ON CONFLICT; ``types`` are the column types, as in ``bigint``.
    One array a column was faster than COPY into a temporary table, and tolerates repeats.
    """
    arrays = ",".join(f"%s::{kind}[]" for kind in types)
    sql = f"INSERT INTO {table} ({','.join(columns)}) SELECT * FROM unnest({arrays}) ON CONFLICT {conflict}"
    return Change(sql, list(columns.values()))


def alteration(table: str, key: str, columns: dict[str, Column], types: Sequence[str]) -> Change:
    """Set the other columns where ``key`` (one of the columns) is that of the row."""
    arrays = ",".join(f"%s::{kind}[]" for kind in types)
    sets = ",".join(f"{name} = n.{name}" for name in columns if name != key)
    sql = (
        f"UPDATE {table} t SET {sets} FROM unnest({arrays}) AS n({','.join(columns)}) WHERE t.{key} = n.{key}"
    )
    return Change(sql, list(columns.values()))


def run(changes: Sequence[Change]) -> list[int]:
    """Run changes in order, all in one round trip; how many rows each wrote."""
    connection.ensure_connection()
    raw = connection.connection
    cursors = [cursor_of(raw) for _ in changes]
    with connection.wrap_database_errors, raw.pipeline():
        for cursor, change in zip(cursors, changes, strict=True):
            columns = [
                column if isinstance(column, np.ndarray) else list(column) for column in change.columns
            ]
            cursor.execute(change.sql, columns, prepare=True)
    return [int(cursor.rowcount) for cursor in cursors]


def select(sql: str, parameters: Sequence[Any]) -> list[Any]:
    """The rows of a statement that is asked again and again, planned once a connection."""
    connection.ensure_connection()
    cursor = cursor_of(connection.connection)
    with connection.wrap_database_errors:
        # In a pipeline the beginning of the transaction does not cost a round trip of its own.
        with connection.connection.pipeline():
            cursor.execute(sql, parameters, prepare=True)
        return list(cursor.fetchall())


def cursor_of(raw: Any) -> psycopg.Cursor[Any]:
    """A cursor without the framework's layers, which knows numpy columns and binds on the server."""
    if not getattr(raw, "meydan_arrays", False):
        raw.adapters.register_dumper(np.ndarray, _ArrayDumper)
        raw.meydan_arrays = True
    return psycopg.Cursor(raw)


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
