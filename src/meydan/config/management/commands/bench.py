"""``meydan bench``: how fast it is, measured the same way every time."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meydan.config.bench_report import section, text_table, written
from meydan.config.benching import (
    CHECKOUT,
    GIVEN,
    BenchUnknown,
    Row,
    bench_module,
    bench_names,
    give,
    rows_of,
)

REPORT = CHECKOUT / "docs" / "benchmarks.md"


class Command(BaseCommand):
    """
    Run benchmarks of the source checkout.

    Ends with 0 when they ran, even if a case could not be measured here; with 1 under ``--strict`` when a
    figure misses its must or a measure broke; with 2 when there is no such benchmark.
    """

    help = "Measure how fast Meydan is on this machine. Needs a checkout of the source."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which benchmarks, and how to tell."""
        parser.add_argument("names", nargs="*", metavar="NAME", help="which; without a name they are listed")
        parser.add_argument("--all", action="store_true", help="every benchmark")
        parser.add_argument("--only", action="append", default=[], metavar="CASE", help="only this case")
        parser.add_argument("--json", action="store_true", help="one JSON object a name and nothing else")
        parser.add_argument("--write", action="store_true", help="write the results into docs/benchmarks.md")
        parser.add_argument("--strict", action="store_true", help="fail when a figure misses its must")
        for name, (kind, meaning) in GIVEN.items():
            parser.add_argument(f"--{name}", type=Path, metavar=kind, help=meaning)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run what was asked for."""
        if options["write"] and options["only"]:
            raise CommandError("--write wants a whole benchmark, so that no case is lost.", returncode=2)
        for name in GIVEN:
            if options[name] is not None:
                give(name, options[name].resolve())
        try:
            known = bench_names()
            names = known if options["all"] else options["names"]
            modules = {name: bench_module(name) for name in names}
        except BenchUnknown as fault:
            raise CommandError(str(fault), returncode=2) from fault
        if not names:
            self.stdout.write("Benchmarks: " + ", ".join(known) + ". Run one with: meydan bench NAME")
            return
        rows: list[Row] = []
        for name, module in modules.items():
            rows += self._run(name, module, options)
        if options["strict"] and any(row.misses(row.must) or row.why.startswith("broke") for row in rows):
            raise CommandError("At least one figure misses its must, or its measure broke.", returncode=1)

    def _run(self, name: str, module: Any, options: dict[str, Any]) -> list[Row]:
        rows = list(rows_of(module.MEASURES, options["only"], lambda line: self._tell(f"{name}: {line}")))
        database = getattr(module, "DATABASE", "sqlite")
        if options["json"]:
            answer = {"bench": name, "database": database, "rows": [row.as_json() for row in rows]}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write(f"\n{name} ({database})\n{text_table(rows)}")
        self.stdout.flush()
        if options["write"]:
            _write(REPORT, name, section(name, database, rows, datetime.now(UTC)))
        return rows

    def _tell(self, line: str) -> None:
        self.stderr.write(line, self.style.NOTICE)
        self.stderr.flush()


def _write(file: Path, name: str, part: str) -> None:
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(written(before, name, part), encoding="utf-8")
