"""Django's ``flush`` empties every table; the log of a home is not for emptying."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import flush
from django.db import connections

from meydan.base.audit.guards import TABLE, guards_lowered


class Command(flush.Command):
    help = "Empties a test database; refused on a home, whose log must not be emptied."

    def handle(self, *args: Any, **options: Any) -> None:
        """Lower the guards of the log for as long as a test database is emptied."""
        # Django's test runner always says whether deletions may cascade; a person cannot.
        by_test = "allow_cascade" in options
        if settings.MEYDAN_HOME.path is not None and not by_test:
            raise CommandError(
                "flush would empty the audit log of this home. To begin anew, make another with: meydan init"
            )
        connection = connections[options["database"]]
        if TABLE not in connection.introspection.table_names():
            super().handle(*args, **options)
            return
        with guards_lowered(connection):
            super().handle(*args, **options)
