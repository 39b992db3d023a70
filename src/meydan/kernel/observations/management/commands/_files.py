"""What the commands that read files of measurements share."""

from __future__ import annotations

import csv
import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.importing.guessing import by_codes, table_in
from meydan.kernel.observations.importing.mapping import (
    FileShape,
    Mapping,
    MappingUnreadable,
    draft_mapping,
    read_mapping,
)
from meydan.kernel.observations.importing.problems import FileUnreadable, Problem
from meydan.kernel.observations.importing.reading import Reading, read_file
from meydan.kernel.observations.operations.imports import ImportReport

SHOWN = 20


class FileCommand(BaseCommand):
    """A command about one file and its mapping."""

    # The file is what is checked here; pages and their addresses have no part in it.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and the mapping or the thing."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, help="TOML: which column is which datastream")
        parser.add_argument("--thing", default="", help="key of a station whose columns are property codes")
        parser.add_argument("--sample", action="store_true", help="mark what is made as sample data")

    def opened(self, options: dict[str, Any]) -> tuple[Mapping, Reading]:
        """The mapping and what the file holds."""
        try:
            mapping = self._mapping(options)
            return mapping, read_file(options["file"], mapping, settings.CITY_ZONE)
        except (MappingUnreadable, FileUnreadable) as fault:
            raise CommandError(str(fault)) from fault

    def _mapping(self, options: dict[str, Any]) -> Mapping:
        if options["mapping"]:
            return read_mapping(options["mapping"])
        path: Path = options["file"]
        table = table_in(path, FileShape())
        if options["thing"]:
            return by_codes(table, options["thing"])
        raise MappingUnreadable(
            _("Say which column is which datastream: --mapping mapping.toml. To start from:")
            + "\n\n" + draft_mapping(table.header, path.name.partition(".")[0]).text
        )  # fmt: skip

    def say(self, report: ImportReport, *, dry_run: bool) -> None:
        """The report in words."""
        self.stdout.write(
            _("%(file)s: %(rows)s rows, %(values)s values, %(missing)s cells without a value, "
              "%(empty)s empty rows left out.")
            % {"file": report.file, "rows": report.row_count, "values": report.values,
               "missing": report.missing, "empty": report.empty_rows}
        )  # fmt: skip
        if dry_run:
            self.stdout.write(_("Dry run: nothing was stored."))
            return
        self.stdout.write(
            _("Stored %(stored)s, known before %(repeated)s, corrected %(corrected)s, left out %(left)s, "
              "alerts opened %(alerts)s.")
            % {"stored": report.stored, "repeated": report.repeated, "corrected": report.corrected,
               "left": len(report.problems), "alerts": report.alerts_opened}
        )  # fmt: skip

    def say_problems(self, problems: list[Problem]) -> None:
        """The first problems, and how many more there are."""
        for problem in problems[:SHOWN]:
            self.stderr.write(str(problem))
        if len(problems) > SHOWN:
            self.stderr.write(
                _("and %(more)s more; --report FILE writes all of them.") % {"more": len(problems) - SHOWN}
            )


def moment_us(words: str) -> int:
    """A moment as typed, by the city's clock unless it names its own, in µs since 1970 UTC."""
    try:
        moment = datetime.fromisoformat(words)
    except ValueError as fault:
        raise CommandError(
            _("%(words)s is not a moment; write 2012-01-01T00:00.") % {"words": words}
        ) from fault
    return to_us(moment if moment.tzinfo else moment.replace(tzinfo=settings.CITY_ZONE))


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_report(path: Path, problems: list[Problem]) -> None:
    """Every problem as a CSV that spreadsheets open in the right encoding."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "line", "column", "problem", "remedy"])
        writer.writerows([p.file, p.line, p.column, p.problem, p.remedy] for p in problems)
