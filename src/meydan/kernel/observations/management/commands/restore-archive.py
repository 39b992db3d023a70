# ruff: noqa: N999 - the verb people type has a hyphen
"""``meydan restore-archive DATASTREAM --from 2024-01-01T00:00``: archived values back into the table."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console

from meydan.kernel.observations.management.commands._files import moment_us
from meydan.kernel.observations.management.commands.archive import named
from meydan.kernel.observations.operations.keeping import ArchiveIsBusy, sole_archivist
from meydan.kernel.observations.operations.restoring import restore
from meydan.kernel.observations.stores.archive import BEGINNING
from meydan.kernel.observations.stores.parquet import ArchiveUnreadable


class Command(BaseCommand):
    """Put values back, newest month first; can be stopped and run again."""

    help = "Put archived values back into the table; say first that the datastream keeps them for longer."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Of which, and since when."""
        parser.add_argument("datastream", nargs="+", help="their keys")
        parser.add_argument("--from", dest="start", default="", help="first moment; without it all there is")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and say how many values came back."""
        begin_us = moment_us(options["start"]) if options["start"] else BEGINNING
        console = Console(stderr=True)
        try:
            with console.status(_("Reading the archive")) as status, sole_archivist():
                count = sum(
                    restore(
                        datastream=stream, from_us=begin_us, now=timezone.now(),
                        progress=lambda path, rows: status.update(f"{path}: {rows:,}"),
                    )
                    for stream in named(options["datastream"])
                )  # fmt: skip
        except ArchiveIsBusy as busy:
            raise CommandError(
                _("Another process writes to the archive. Wait for it, then run this again.")
            ) from busy
        except ArchiveUnreadable as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(_("%(count)s values are back in the table.") % {"count": count})
