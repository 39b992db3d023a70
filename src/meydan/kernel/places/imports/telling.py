"""What the import commands ask and what they answer."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from meydan.kernel.places.storing import StoreReport

SHOWN = 20


def add_common(parser: ArgumentParser) -> None:
    """Ask for the file, its layer, where it comes from and how it is written."""
    parser.add_argument("file", type=Path)
    parser.add_argument("--layer", required=True, help="code of the layer")
    parser.add_argument("--crs", default="", help="coordinate system when it is not EPSG:4326, as EPSG:5257")
    parser.add_argument("--swap", action="store_true", help="the file says latitude first")
    parser.add_argument("--source", default="", help="whom to name on the pages; the file's name otherwise")
    parser.add_argument("--licence", default="", help="under which licence the data came")
    parser.add_argument("--replace", action="store_true", help="remove what the file does not name")
    parser.add_argument("--dry-run", action="store_true", help="read and count, change nothing")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON and nothing else")


def require_file(file: Path) -> None:
    """
    Make sure that there is a file to read.

    :raises CommandError: naming it, and what to give instead
    """
    if file.is_dir():
        raise CommandError(f"{file} is a folder. Name the file in it that is to be read.")
    if not file.is_file():
        raise CommandError(f"{file}: there is no such file.")


def tell(out: Any, report: StoreReport, faults: list[tuple[int, str]], options: dict[str, Any]) -> None:
    """Say what was stored and, row by row, what was not."""
    refused = [{"line": line, "reason": why} for line, why in faults]
    refused += [{"key": row.key, "reason": why} for row, why in report.refused]
    counts = {
        "stored": report.stored, "changed": report.changed, "unchanged": report.unchanged,
        "removed": report.removed, "refused": refused,
    }  # fmt: skip
    if options["json"]:
        out.write(json.dumps(counts, ensure_ascii=False))
        return
    out.write(
        f"{options['layer']}: {report.stored:,} new, {report.changed:,} changed, "
        f"{report.unchanged:,} as before, {report.removed:,} removed, {len(refused):,} refused."
    )
    for fault in refused[:SHOWN]:
        where = f"line {fault['line']}" if "line" in fault else f"{fault['key']}"
        out.write(f"    {where}: {fault['reason']}")
    if len(refused) > SHOWN:
        out.write(f"    and {len(refused) - SHOWN:,} more; --json names them all.")
    if options["dry_run"]:
        out.write("Dry run: nothing was changed.")
