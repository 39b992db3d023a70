"""``meydan load``: fills the home's tables from its pack."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from meydan.base.packs.operations import SectionNotLoaded, SectionReport, load_into_tables
from meydan.base.packs.public import PackNotFound, PackUnreadable, current, overlay_of


class Command(BaseCommand):
    """Load the home's pack, and an overlay of samples when one is asked for; safe to run again."""

    help = "Fill the tables from the home's pack. Running it again changes only what the pack changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--overlay", help="also load this overlay as samples, for instance demo")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            city = current()
            packs = [(city, False)]
            if options["overlay"]:
                packs.append((overlay_of(city, options["overlay"]), True))
            reports = load_into_tables(packs=packs, now=timezone.now())
        except (PackNotFound, PackUnreadable, SectionNotLoaded) as fault:
            raise CommandError(str(fault)) from fault
        if options["json"]:
            self.stdout.write(json.dumps([asdict(report) for report in reports], ensure_ascii=False))
        else:
            for report in reports:
                self._say(report)

    def _say(self, done: SectionReport) -> None:
        report = done.report
        self.stdout.write(
            f"{done.pack:24} {done.section:24} {report.created:6} new {report.updated:6} changed "
            f"{report.unchanged:6} as before"
        )
        for remark in report.remarks:
            self.stdout.write(f"    {remark}")
