"""Brings a home's database and catalogues up to date, and can be cut at any moment."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from meydan.base.locale.catalogues import compile_stale

# Below this a write may fail half-way through a page; SQLite itself stays whole.
LEAST_FREE_BYTES = 100 * 1024 * 1024

Say = Callable[[str], object]


class DiskIsFull(Exception):
    """Too little room is left to start safely."""


def prepare(say: Say, *, load: bool = True) -> None:
    """
    Compile catalogues, apply pending migrations, read the pack into the tables.

    Each migration is one transaction, so a run that was cut goes on where it stopped.

    :raises DiskIsFull: if less than 100 MB is left
    """
    require_room(settings.MEYDAN_HOME.path or Path.cwd())
    compile_stale(settings.SOURCE)
    migrate(say)
    if load and settings.MEYDAN_ROLE == "city":
        say(f"Reading the pack {settings.MEYDAN_PACK}")
        call_command("load", verbosity=0)


def migrate(say: Say) -> None:
    """Apply pending migrations, and say so if an earlier run was cut."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    mark = settings.MEYDAN_HOME.folder("migrating") if settings.MEYDAN_HOME.path else None
    if mark is not None and mark.exists():
        say(
            "The last start was cut while the database was being brought up to date. Nothing is lost; going on."
        )
    if pending:
        say(f"Bringing the database up to date: {len(pending)} steps")
        if mark is not None:
            mark.touch()
        call_command("migrate", interactive=False, verbosity=0)
    if mark is not None:
        mark.unlink(missing_ok=True)


def require_room(folder: Path) -> None:
    """
    Make sure that the disk has room.

    :raises DiskIsFull: with how much is left and what to do
    """
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise DiskIsFull(
            f"Only {free // 2**20} MB are free on the disk of {folder}; Meydan needs "
            f"{LEAST_FREE_BYTES // 2**20} MB to start safely. Nothing was changed. Free some room and start again."
        )
