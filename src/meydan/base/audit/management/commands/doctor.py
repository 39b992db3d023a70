"""``meydan doctor``: run every check and say what to do."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from meydan.base.audit.doctor import CheckResult, run_checks


class Command(BaseCommand):
    help = "Checks the health of this home; exits with 1 when something is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer JSON for programs."""
        parser.add_argument("--json", action="store_true", help="print JSON for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, print, and exit with 1 when a check found a fault."""
        results = run_checks(timezone.now())
        if options["json"]:
            rows = [{"name": each.name, **asdict(each.finding)} for each in results]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            for each in results:
                self._print(each)
        if any(each.finding.state == "bad" for each in results):
            sys.exit(1)

    def _print(self, result: CheckResult) -> None:
        finding = result.finding
        style = {"good": self.style.SUCCESS, "watch": self.style.WARNING, "bad": self.style.ERROR}[
            finding.state
        ]
        self.stdout.write(style(f"{finding.state:5}") + f" {result.name:24} {finding.sentence}")
        if finding.remedy:
            self.stdout.write(f"      {'':24} {finding.remedy}")
