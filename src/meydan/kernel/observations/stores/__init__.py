"""The observation store: one narrow table, written in the words of each database."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from django.db import connection

from meydan.kernel.observations.stores import postgresql, sqlite


def store() -> ModuleType:
    """The functions of the database in use."""
    return postgresql if connection.vendor == "postgresql" else sqlite


def execute(sql: str) -> None:
    """Run one statement without parameters."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


def insert_rows(table: str, columns: dict[str, Any], types: Sequence[str], conflict: str) -> int:
    """Insert columns of one length; return how many rows were written. ``conflict`` stands after ON CONFLICT."""
    words = store()
    return int(words.run([words.insertion(table, columns, types, conflict)])[0])


def run(changes: Sequence[Any]) -> list[int]:
    """Run changes in order, in as few round trips as the database needs; how many rows each wrote."""
    return list(store().run(changes))
