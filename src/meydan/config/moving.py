"""
Copies a whole home from one database to another, SQLite to PostgreSQL or back.

Both sides carry the same migrations, so a table is its columns. Indexes that a side derives by trigger or generated
column (the geometry index, the search words) fill themselves while the rows arrive.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Say = Callable[[str], object]
CHUNK_ROWS = 5000
# Kept by migrations or by the other tables' triggers, or worth nothing after a move.
NOT_COPIED_PREFIXES = ("sqlite_", "places_rtree", "places_words", "places_vocabulary", "spatial_ref_sys")
NOT_COPIED = ("django_migrations", "django_session")


class CopyDiffers(Exception):
    """A table has another number of rows after the copy; nothing of the copy may be used."""


def open_target(url_settings: dict[str, Any], alias: str = "target") -> BaseDatabaseWrapper:
    """Connect a second database and bring it to today's migrations; it must be empty."""
    known = connections.settings["default"]
    connections.settings[alias] = {**known, **url_settings}
    target = connections[alias]
    call_command("migrate", database=alias, interactive=False, verbosity=0)
    return target


def copy_all(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper, say: Say) -> dict[str, int]:
    """
    Copy every table in one transaction on the target; returns rows by table.

    :raises CopyDiffers: if a count differs at the end
    """
    tables = [table for table in _in_order(target) if table in set(_tables(source))]
    counts: dict[str, int] = {}
    with transaction.atomic(using=target.alias):
        _empty(target, tables)
        for table in tables:
            counts[table] = _copy(source, target, table)
            if counts[table]:
                say(f"  {table}: {counts[table]}")
        _reset_sequences(target)
        for table, count in counts.items():
            if _count(target, table) != count:
                raise CopyDiffers(f"{table}: {count} rows were read, {_count(target, table)} arrived")
    return counts


def _tables(connection: BaseDatabaseWrapper) -> list[str]:
    """What is copied; the rows of a partition ("p") come with its parent, which is a table ("t") itself."""
    with connection.cursor() as cursor:
        names = [info.name for info in connection.introspection.get_table_list(cursor) if info.type == "t"]
    return [n for n in names if n not in NOT_COPIED and not n.startswith(NOT_COPIED_PREFIXES)]


def _in_order(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables so that a row's targets come before it."""
    waiting = {table: _points_to(connection, table) for table in _tables(connection)}
    ordered: list[str] = []
    while waiting:
        ready = sorted(table for table, needs in waiting.items() if not (needs - {table}) & set(waiting))
        # A ring of references is copied as it comes: keys are checked at the end of the transaction.
        for table in ready or sorted(waiting):
            ordered.append(table)
            del waiting[table]
    return ordered


def _points_to(connection: BaseDatabaseWrapper, table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {other for _, other in connection.introspection.get_relations(cursor, table).values()}


def _empty(target: BaseDatabaseWrapper, tables: list[str]) -> None:
    """Take away what the migrations themselves put in; append-only tables are empty in a new database."""
    for table in reversed(tables):
        if _count(target, table):
            with target.cursor() as cursor:
                cursor.execute(f"DELETE FROM {target.ops.quote_name(table)}")  # noqa: S608 - the database's own list


def _columns(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """The columns one can write to, in no particular order."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
                " AND table_name = %s AND is_generated = 'NEVER'",
                [table],
            )
            return [row[0] for row in cursor.fetchall()]
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _copy(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper, table: str) -> int:
    ours = set(_columns(source, table))
    columns = [name for name in _columns(target, table) if name in ours]
    write = _write_postgresql if target.vendor == "postgresql" else _write_sqlite
    return write(target, table, columns, _read(source, table, columns))


def _read(source: BaseDatabaseWrapper, table: str, columns: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    quote = source.ops.quote_name
    with source.cursor() as cursor:
        names = ", ".join(quote(column) for column in columns)
        # In key order: append-only tables refuse a number below the last.
        order = ", ".join(str(i + 1) for i in _key_positions(source, table, columns)) or "1"
        cursor.execute(f"SELECT {names} FROM {quote(table)} ORDER BY {order}")  # noqa: S608 - see above
        while rows := cursor.fetchmany(CHUNK_ROWS):
            yield rows


def _key_positions(source: BaseDatabaseWrapper, table: str, columns: list[str]) -> list[int]:
    with source.cursor() as cursor:
        keys = source.introspection.get_primary_key_columns(cursor, table) or []
    return [columns.index(key) for key in keys if key in columns]


def _write_postgresql(
    target: BaseDatabaseWrapper, table: str, columns: list[str], chunks: Iterator[list[tuple[Any, ...]]]
) -> int:
    quote, count = target.ops.quote_name, 0
    names = ", ".join(quote(column) for column in columns)
    with target.cursor() as cursor, cursor.copy(f"COPY {quote(table)} ({names}) FROM STDIN") as copy:
        for rows in chunks:
            for row in rows:
                copy.write_row([_for_postgresql(value) for value in row])
            count += len(rows)
    return count


def _for_postgresql(value: Any) -> Any:
    # In the text form of COPY every value is read by its column's type; only bytes need care.
    return bytes(value) if isinstance(value, memoryview) else value


def _write_sqlite(
    target: BaseDatabaseWrapper, table: str, columns: list[str], chunks: Iterator[list[tuple[Any, ...]]]
) -> int:
    quote, count = target.ops.quote_name, 0
    names, marks = ", ".join(quote(column) for column in columns), ", ".join("?" * len(columns))
    target.ensure_connection()
    for rows in chunks:
        target.connection.executemany(
            f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})",  # noqa: S608 - see above
            [[_for_sqlite(value) for value in row] for row in rows],
        )
        count += len(rows)
    return count


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, memoryview):
        return bytes(value)
    if isinstance(value, UUID):
        return value.hex
    return str(value) if isinstance(value, Decimal) else value


def _reset_sequences(target: BaseDatabaseWrapper) -> None:
    statements = target.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True))
    with target.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _count(connection: BaseDatabaseWrapper, table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - see above
        return int(cursor.fetchone()[0])
