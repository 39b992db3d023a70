"""``meydan conformance``: every requirement of OGC SensorThings 1.1, checked against a service that answers."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from meydan.kernel.observations.sta.conformance.lines import FAILED, LEFT_OUT, PASSED, Outcome
from meydan.kernel.observations.sta.conformance.own import check_own
from meydan.kernel.observations.sta.conformance.run import CannotBegin, Report, run


class Command(BaseCommand):
    """Check this home while it is served, or any other service by its address."""

    help = "Check a SensorThings service against OGC 18-088; without --url this home, which must be served."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which service."""
        parser.add_argument("--url", default="", help="its root, such as https://sehir.example/sta/v1.1")
        parser.add_argument("--key", default="", help="of one who may change what is registered there")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, say each line, and end with 1 when a requirement is not met."""
        heard = (lambda _: None) if options["json"] else self._line
        try:
            report = (
                run(options["url"], options["key"], heard=heard)
                if options["url"]
                else check_own(timezone.now(), heard)
            )
        except CannotBegin as fault:
            raise CommandError(str(fault)) from fault
        self._say(report, as_json=options["json"])
        if report.count(FAILED):
            sys.exit(1)

    def _line(self, one: Outcome) -> None:
        why = f": {one.why}" if one.why else ""
        self.stdout.write(f"{one.state:<9} {one.path}  {one.asks % one.words}{why}")

    def _say(self, report: Report, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
            return
        counts = ", ".join(f"{report.count(state)} {state}" for state in (PASSED, FAILED, LEFT_OUT))
        self.stdout.write(f"{report.root}: {counts}")
