"""Triggers with which a room's own rows are kept as they were said, in the words of each database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython


def keep_rows(
    *,
    sqlite: Sequence[str],
    sqlite_back: Sequence[str],
    postgresql: Sequence[str],
    postgresql_back: Sequence[str],
) -> RunPython:
    """Return the step of a migration that runs these statements on the home's database, and takes them back."""
    return RunPython(_running(sqlite, postgresql), _running(sqlite_back, postgresql_back))


def _running(
    sqlite: Sequence[str], postgresql: Sequence[str]
) -> Callable[[Any, BaseDatabaseSchemaEditor], None]:
    def run(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
            schema_editor.execute(statement)

    return run
