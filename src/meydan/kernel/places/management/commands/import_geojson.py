"""``meydan import geojson FILE --layer CODE``."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from meydan.base.packs.public import current
from meydan.kernel.places.imports.coordinates import CoordinatesDoubtful
from meydan.kernel.places.imports.geojson import read_geojson
from meydan.kernel.places.imports.layers import layer_named, store_file
from meydan.kernel.places.imports.runs import FileUnreadable, close_cut_runs, import_run
from meydan.kernel.places.imports.telling import add_common, require_file, tell


class Command(BaseCommand):
    """Bring GeoJSON features into a layer."""

    help = "Import a GeoJSON file into one layer; the layer's sample places go."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file, the layer and how to read it."""
        add_common(parser)
        parser.add_argument("--key", default="", help="property that names a feature for good")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import and say what it did."""
        file: Path = options["file"]
        pack, now = current(), timezone.now()
        require_file(file)
        close_cut_runs()
        try:
            with import_run("geojson", file) as run:
                layer = layer_named(options["layer"])
                rows = read_geojson(
                    file,
                    language=pack.default_language,
                    city=pack.bbox,
                    crs=options["crs"],
                    key=options["key"],
                    swap=options["swap"],
                )
                report = store_file(
                    layer, rows, now=now, source=options["source"] or file.name, licence=options["licence"],
                    replace=options["replace"], dry_run=options["dry_run"],
                )  # fmt: skip
                run.counts = {"stored": report.stored, "changed": report.changed, "removed": report.removed}
        except FileUnreadable as fault:
            raise CommandError(str(fault)) from fault
        except CoordinatesDoubtful as fault:
            raise CommandError(f"{file}: {str(fault).rstrip('.')}. Nothing was changed.") from fault
        tell(self.stdout, report, [], options)
