"""``meydan import osm FILE``: real places instead of sample ones."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import shapely
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console

from meydan.base.packs.public import current
from meydan.kernel.places.imports.osm import OsmReport, import_osm, osm_layers
from meydan.kernel.places.imports.runs import FileUnreadable, close_cut_runs, import_run
from meydan.kernel.places.imports.telling import require_file
from meydan.kernel.places.loading import load_layers


class Command(BaseCommand):
    """Bring an OpenStreetMap extract into the layers of the pack."""

    help = "Import an OpenStreetMap file (.osm.pbf, .osm) into the city's layers; sample places of those layers go."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file and what to take of it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--clip", type=Path, help="GeoJSON area: only what meets it is taken")
        parser.add_argument("--box", help="west,south,east,north in degrees: only what meets it is taken")
        parser.add_argument("--layers", help="only these layers, joined by commas")
        parser.add_argument("--dry-run", action="store_true", help="read and count, change nothing")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import and say what it did."""
        file: Path = options["file"]
        require_file(file)
        pack, now = current(), timezone.now()
        load_layers(pack, now, False)
        layers = osm_layers(_codes(options["layers"]))
        close_cut_runs()
        console = Console(stderr=True, quiet=options["json"])
        try:
            with import_run("osm", file) as run, console.status(f"Reading {file.name}") as status:
                report = import_osm(
                    file,
                    layers=layers,
                    language=pack.default_language,
                    now=now,
                    clip=_area(options["clip"], options["box"]),
                    dry_run=options["dry_run"],
                    tell=lambda n: status.update(f"Reading {file.name}: {n:,} places"),
                )
                run.counts = report.counts()
                run.message = "dry run" if options["dry_run"] else ""
        except FileUnreadable as fault:
            raise CommandError(str(fault)) from fault
        self._say(report, options)

    def _say(self, report: OsmReport, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps({"layers": report.counts(), "samples_kept": report.samples_kept}))
            return
        for code, filled in report.layers.items():
            self.stdout.write(
                f"{code:20} {filled.kept:>8,} places: {filled.stored:,} new, {filled.changed:,} changed, "
                f"{filled.removed:,} removed, {len(filled.refused):,} refused"
            )
            for row, reason in filled.refused[:3]:
                self.stdout.write(f"    {row.key}: {reason}")
        if not report.layers:
            self.stdout.write("The file holds nothing for the city's layers there; nothing was changed.")
        if report.samples_kept:
            self.stdout.write(f"Still sample, for the file holds none: {', '.join(report.samples_kept)}.")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was changed.")
        elif report.layers:
            self.stdout.write(
                "Sample places of these layers were replaced. © OpenStreetMap contributors, ODbL."
            )


def _codes(text: str | None) -> list[str] | None:
    if text is None:
        return None
    codes = [code.strip() for code in text.split(",")]
    known = {layer.code for layer in osm_layers()}
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise CommandError(f"Unknown layers: {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")
    return codes


def _area(clip: Path | None, box: str | None) -> Any:
    if clip is not None:
        try:
            return shapely.union_all(
                shapely.get_parts(shapely.from_geojson(clip.read_text(encoding="utf-8")))
            )
        except (OSError, shapely.GEOSException, UnicodeDecodeError) as fault:
            raise CommandError(f"{clip}: not a GeoJSON area ({fault}).") from fault
    if box is None:
        return None
    try:
        west, south, east, north = (float(part) for part in box.split(","))
    except ValueError as fault:
        raise CommandError(f"--box {box}: four numbers west,south,east,north are needed.") from fault
    return shapely.box(west, south, east, north)
