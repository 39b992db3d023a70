# ruff: noqa: N999 - the verb people type has a hyphen
"""``meydan check-pack PATH``: names every fault of a pack with its file, its line and what to do."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from meydan.base.packs.public import Fault, check_pack


class Command(BaseCommand):
    """Check a pack folder, or every pack below a folder; the exit status is 1 when something is to mend."""

    help = "Check a pack and name every fault with its file, its line and what to do."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the folder of a pack, or one that holds packs")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = check_pack(options["path"])
        if options["json"]:
            self.stdout.write(json.dumps([_as_json(fault) for fault in faults], ensure_ascii=False))
        else:
            for fault in faults:
                self.stdout.write(f"{fault.file}:{fault.line}\n    {fault.problem}\n    {fault.remedy}")
            self.stdout.write(f"{len(faults)} to mend." if faults else "Nothing to mend.")
        if faults:
            sys.exit(1)


def _as_json(fault: Fault) -> dict[str, Any]:
    return {"file": str(fault.file), "line": fault.line, "problem": fault.problem, "remedy": fault.remedy}
