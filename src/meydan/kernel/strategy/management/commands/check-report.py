# ruff: noqa: N999 - the verb people type has a hyphen
"""``meydan check-report FILE``: whether a file is one of this home's frozen reports, to the last byte."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meydan.kernel.strategy.queries.reports import ReportUnknown, digest_of, report_of_file


class Command(BaseCommand):
    """Compare files with the digests that were frozen."""

    help = (
        "Say whether files (PDF, JSON or ZIP) are frozen reports of this home, unchanged; exit with 1 if not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one file or several."""
        parser.add_argument("file", type=Path, nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say of each file what it is."""
        faults = 0
        for path in options["file"]:
            try:
                sha256 = digest_of(path)
            except OSError as fault:
                raise CommandError(f"{path} cannot be read: {fault.strerror}.") from fault
            try:
                found, kind = report_of_file(sha256)
            except ReportUnknown:
                faults += 1
                said = "changed, or no frozen report of this home"
                self.stdout.write(self.style.ERROR(f"{path}: {said} (SHA-256 {sha256})"))
            else:
                period = f"{found.from_on} to {found.to_on}"
                words = f"unchanged: the {kind.upper()} of report {found.number}, {period}, code {found.code}"
                self.stdout.write(self.style.SUCCESS(f"{path}: {words}"))
        if faults:
            sys.exit(1)
