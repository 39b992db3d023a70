"""Triggers with which each database refuses to change or delete what the log says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "audit_entry"
_REFUSE = "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
SQLITE = {
    "audit_entry_no_update": f"BEFORE UPDATE ON {TABLE} {_REFUSE}",
    "audit_entry_no_delete": f"BEFORE DELETE ON {TABLE} {_REFUSE}",
    # INSERT OR REPLACE deletes without calling the trigger above.
    "audit_entry_no_replace": (
        f"BEFORE INSERT ON {TABLE} WHEN NEW.seq <= (SELECT MAX(seq) FROM {TABLE}) {_REFUSE}"  # noqa: S608 (our own constants)
    ),
}
_CALL = "EXECUTE FUNCTION audit_refuse()"
FUNCTION = """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRESQL = {
    "audit_entry_no_change": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW {_CALL}",
    "audit_entry_no_truncate": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT {_CALL}",
}


def raise_guards(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for name, text in _guards(connection).items():
            cursor.execute(f"CREATE TRIGGER {name} {text}")


def lower_guards(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers; only for emptying a test database and for undoing the migration."""
    table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in _guards(connection):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{table}")


@contextmanager
def guards_lowered(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without triggers inside the block, with them after it."""
    lower_guards(connection)
    try:
        yield
    finally:
        raise_guards(connection)


def guards_stand(connection: BaseDatabaseWrapper) -> bool:
    """Whether every trigger is there and switched on."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled IN ('O', 'A')",
                [TABLE],
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        found = {row[0] for row in cursor.fetchall()}
    return set(_guards(connection)) <= found


def _guards(connection: BaseDatabaseWrapper) -> dict[str, str]:
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE
