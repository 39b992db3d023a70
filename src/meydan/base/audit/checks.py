"""What this room looks at when the doctor comes: the chain, and the database it stands in."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from meydan.base.audit.doctor import Finding, register_check
from meydan.base.audit.guards import guards_stand
from meydan.base.audit.operations import verify_and_keep

LOW_BYTES = 1 << 30  # 1 GiB: a day of backups of a small city
EMPTY_BYTES = 100 << 20  # 100 MiB: SQLite can no longer fold its write-ahead log back


def chain_holds(now: datetime) -> Finding:
    """Read the whole log through."""
    verdict = verify_and_keep(now=now)
    if verdict.first_fault is not None:
        return Finding(
            "bad",
            verdict.first_fault.sentence,
            _("Compare with the last backup before anything else is written, and tell the administrator."),
        )
    return Finding("good", _("The log holds: %(count)s entries were read.") % {"count": verdict.checked})


def log_is_guarded(now: datetime) -> Finding:
    """See that the database still refuses changes to the log."""
    if guards_stand(connection):
        return Finding("good", _("The database refuses changes to the log."))
    return Finding(
        "bad",
        _("The database no longer refuses changes to the log: its guards are gone."),
        _("Find out who took them away, then run: meydan migrate audit 0001 and meydan migrate audit"),
    )


def migrations_are_done(now: datetime) -> Finding:
    """See that the tables match the program."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding(
            "bad", _("%(count)s migrations are waiting.") % {"count": len(waiting)}, _("Run: meydan migrate")
        )
    return Finding("good", _("The tables match the program."))


def database_is_whole(now: datetime) -> Finding:
    """Ask SQLite for a quick check of its file; PostgreSQL keeps its own checksums."""
    if connection.vendor != "sqlite":
        return Finding("good", _("PostgreSQL answers."))
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            answer = cursor.fetchone()[0]
    except DatabaseError as fault:  # too damaged even to be checked
        answer = str(fault)
    if answer == "ok":
        return Finding("good", _("The database file is whole."))
    return Finding(
        "bad",
        _("The database file is damaged: %(answer)s") % {"answer": answer},
        _("Stop the server and restore the last backup with: meydan restore"),
    )


def disk_has_room(now: datetime) -> Finding:
    """Look at the free space where the home stands."""
    home = settings.MEYDAN_HOME.path or Path.cwd()
    free = shutil.disk_usage(home).free
    sentence = _("%(megabytes)s MB are free.") % {"megabytes": free >> 20}
    if free >= LOW_BYTES:
        return Finding("good", sentence)
    return Finding("bad" if free < EMPTY_BYTES else "watch", sentence, _("Make room on the disk."))


def register() -> None:
    """Hand these checks to the doctor."""
    register_check("audit.chain", chain_holds)
    register_check("audit.guards", log_is_guarded)
    register_check("database.migrations", migrations_are_done)
    register_check("database.whole", database_is_whole)
    register_check("disk.room", disk_has_room)
