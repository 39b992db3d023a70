"""The observation store: one narrow table, written in the words of each database."""

from __future__ import annotations

from types import ModuleType

from django.db import connection

from meydan.kernel.observations.stores import postgresql, sqlite


def store() -> ModuleType:
    """The functions of the database in use."""
    return postgresql if connection.vendor == "postgresql" else sqlite


def execute(sql: str) -> None:
    """Run one statement without parameters."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
