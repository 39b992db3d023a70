"""``meydan archive``: months of measurements as Parquet files in the home folder."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console

from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.months import month_of
from meydan.kernel.observations.management.commands._files import moment_us
from meydan.kernel.observations.models import Datastream
from meydan.kernel.observations.operations.keeping import ArchiveIsBusy, keep, sole_archivist
from meydan.kernel.observations.operations.restoring import archive_until
from meydan.kernel.observations.stores import archive
from meydan.kernel.observations.stores.parquet import ArchiveUnreadable


class Command(BaseCommand):
    """Write every month gone by that is not in the archive yet; can be stopped and run again."""

    help = "Write the months gone by as Parquet files below archive/observations in the home folder."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, until when, and whether to remove."""
        parser.add_argument("datastream", nargs="*", help="their keys; all when none is named")
        parser.add_argument(
            "--until", default="", help="the first month that is left out, as in 2026-10; without it this one"
        )
        parser.add_argument(
            "--remove", action="store_true", help="also remove what is older than it is kept, as every night"
        )
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Archive, and say how many files there are."""
        now = timezone.now()
        until = month_of(moment_us(f"{options['until']}-01") if options["until"] else to_us(now))
        console = Console(stderr=True, quiet=options["json"])
        try:
            with console.status(_("Archiving")) as status, sole_archivist():
                count = sum(
                    archive_until(
                        datastream=stream, until_month=until, now=now,
                        progress=lambda path, rows: status.update(f"{path}: {rows:,}"),
                    )
                    for stream in named(options["datastream"])
                )  # fmt: skip
            removed = keep(now=now).removed if options["remove"] else 0
        except ArchiveIsBusy as busy:
            raise CommandError(
                _("Another process writes to the archive. Wait for it, then run this again.")
            ) from busy
        except (ArchiveUnreadable, OSError) as fault:
            raise CommandError(
                _("The archive could not be written: %(fault)s Nothing was removed that is not in it.")
                % {"fault": fault}
            ) from fault
        self._say(count, removed, as_json=options["json"])

    def _say(self, count: int, removed: int, *, as_json: bool) -> None:
        if as_json:
            told = {"folder": str(archive.folder()), "files": count, "removed": removed}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self.stdout.write(
            _("%(count)s months are in the archive at %(folder)s; %(removed)s values were removed.")
            % {"count": count, "folder": archive.folder(), "removed": removed}
        )


def named(keys: list[str]) -> list[Datastream]:
    """
    The datastreams of these keys, or all.

    :raises CommandError: if there is none of a key
    """
    found = Datastream.objects.select_related("thing", "observed_property").order_by("pk")
    if not keys:
        return list(found)
    chosen = list(found.filter(key__in=keys))
    missing = sorted(set(keys) - {stream.key for stream in chosen})
    if missing:
        raise CommandError(_("There is no datastream %(keys)s.") % {"keys": ", ".join(missing)})
    return chosen
