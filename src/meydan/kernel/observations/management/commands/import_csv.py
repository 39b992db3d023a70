"""``meydan import csv FILE --mapping m.toml``: measurements from a delimited text file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress

from meydan.kernel.observations.importing.mapping import Mapping
from meydan.kernel.observations.importing.reading import Reading
from meydan.kernel.observations.management.commands._files import FileCommand, digest_of, write_report
from meydan.kernel.observations.operations.imports import ImportRefused, ImportReport, import_reading


class Command(FileCommand):
    """Bring in measurements from a file, all of them or none."""

    help = "Bring in measurements from a CSV file (also .gz): all rows, or none when one is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do with bad rows, rules and reports."""
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="find every problem, store nothing")
        parser.add_argument("--keep-good", action="store_true", help="store the good rows, leave out the bad")
        parser.add_argument("--evaluate", action="store_true", help="let rules open alerts on these values")
        parser.add_argument("--report", type=Path, help="write every problem to this CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, then store in one transaction."""
        mapping, reading = self.opened(options)
        try:
            report = self._import(mapping, reading, options)
        except ImportRefused as refusal:
            self._tell(refusal.report, options)
            raise CommandError(
                _("%(file)s: %(count)s problems, so nothing was stored. Correct them, or store the rest with "
                  "--keep-good.") % {"file": reading.file, "count": len(refusal.report.problems)}
            ) from refusal  # fmt: skip
        self._tell(report, options)
        self.say(report, dry_run=options["dry_run"])

    def _import(self, mapping: Mapping, reading: Reading, options: dict[str, Any]) -> ImportReport:
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(reading.file, total=max(reading.value.size, 1))
            return import_reading(
                reading=reading, mapping=mapping, digest=digest_of(options["file"]), now=timezone.now(),
                keep_good=options["keep_good"], evaluate=options["evaluate"], dry_run=options["dry_run"],
                is_sample=options["sample"], progress=lambda done, _all: bar.update(task, completed=done),
            )  # fmt: skip

    def _tell(self, report: ImportReport, options: dict[str, Any]) -> None:
        self.say_problems(report.problems)
        if options["report"]:
            write_report(options["report"], report.problems)
