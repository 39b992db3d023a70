"""Which store the city's database asks for."""

from __future__ import annotations

from types import ModuleType

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from meydan.kernel.places.stores import postgis, sqlite
from meydan.kernel.places.stores.postgis import PostgisStore
from meydan.kernel.places.stores.protocol import PlaceStore
from meydan.kernel.places.stores.sqlite import SqliteStore


def store() -> PlaceStore:
    """Return the store of the database in use."""
    return PostgisStore() if connection.vendor == "postgresql" else SqliteStore()


def set_up(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Build the indexes of whichever database is being migrated."""
    for statement in _of(editor).SETUP:
        editor.execute(statement)


def take_down(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Undo :func:`set_up`."""
    for statement in _of(editor).TEARDOWN:
        editor.execute(statement)


def _of(editor: BaseDatabaseSchemaEditor) -> ModuleType:
    return postgis if editor.connection.vendor == "postgresql" else sqlite
