"""Brings a home's database and catalogues up to date, and can be cut at any moment."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from hashlib import blake2b
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from meydan import __version__
from meydan.base.locale.catalogues import compile_stale
from meydan.base.packs.public import current
from meydan.config.home import PACK_MARK

# Below this a write may fail half-way through a page; SQLite itself stays whole.
LEAST_FREE_BYTES = 100 * 1024 * 1024

Say = Callable[[str], object]


class DiskIsFull(Exception):
    """Too little room is left to start safely."""


class DatabaseIsNewer(Exception):
    """A newer Meydan wrote this database; this one would misread or harm it."""


def prepare(say: Say, *, load: bool = True) -> None:
    """
    Compile catalogues, apply pending migrations, read the pack into the tables.

    Each migration is one transaction, so a run that was cut goes on where it stopped.

    :raises DiskIsFull: if less than 100 MB is left
    :raises DatabaseIsNewer: if a newer version wrote the database
    """
    require_room(settings.MEYDAN_HOME.path or Path.cwd())
    compile_stale(settings.SOURCE)
    migrate(say)
    if load and settings.MEYDAN_ROLE == "city":
        read_pack(say)


def read_pack(say: Say) -> None:
    """Read the pack into the tables, unless it is the one that was read last time."""
    stamp, mark = pack_stamp(), settings.MEYDAN_HOME.folder(PACK_MARK)
    if mark.exists() and mark.read_text() == stamp:
        return
    say(f"Reading the pack {settings.MEYDAN_PACK}")
    call_command("load", verbosity=0, stdout=StringIO())
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(stamp)


def pack_stamp() -> str:
    """A digest that changes when a file of the pack, the program's version, or the database does."""
    seen = blake2b(__version__.encode(), digest_size=16)
    # A home that moved to another database has read nothing into that one.
    seen.update(settings.MEYDAN_HOME.database_url.encode())
    for folder in current().folders():
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                facts = file.stat()
                seen.update(f"{file.name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def migrate(say: Say) -> None:
    """Apply pending migrations, and say so if an earlier run was cut."""
    executor = MigrationExecutor(connection)
    require_known(executor)
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


def require_known(executor: MigrationExecutor) -> None:
    """
    Make sure that every step the database has taken is one this program knows.

    :raises DatabaseIsNewer: with the first step it does not know
    """
    loader = executor.loader
    unknown = sorted(
        step
        for step in loader.applied_migrations
        if step[0] in loader.migrated_apps and step not in loader.disk_migrations
    )
    if unknown:
        raise DatabaseIsNewer(
            f"This home was last used by a newer Meydan: its database has taken the step {'.'.join(unknown[0])}, "
            f"which version {__version__} does not know. Start the newer version, or lay out a backup made by this one "
            "(a demo home: meydan demo --fresh). Nothing was changed."
        )


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
