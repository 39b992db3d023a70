"""``meydan import places FILE --layer CODE [--mapping FILE.toml]``."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from meydan.base.packs.public import Pack, current
from meydan.kernel.places.imports.coordinates import CoordinatesDoubtful, check_degrees, to_degrees
from meydan.kernel.places.imports.layers import layer_named, store_file
from meydan.kernel.places.imports.runs import FileUnreadable, close_cut_runs, import_run
from meydan.kernel.places.imports.tables import guessed_mapping, read_mapping, read_sheet, rows_of
from meydan.kernel.places.imports.telling import add_common, require_file, tell
from meydan.kernel.places.rows import PlaceRow, as_shapes
from meydan.kernel.places.storing import StoreReport


class Command(BaseCommand):
    """Bring the rows of a sheet into a layer."""

    help = "Import places from a CSV or XLSX sheet into one layer; the layer's sample places go."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the file, the layer and how to read it."""
        add_common(parser)
        parser.add_argument("--mapping", type=Path, help="TOML: which column says what")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import and say what it did, row by row where it could not."""
        file: Path = options["file"]
        require_file(file)
        close_cut_runs()
        faults: list[tuple[int, str]] = []
        try:
            with import_run("places", file) as run:
                report = self._import(file, current(), faults, options)
                run.counts = {"stored": report.stored, "changed": report.changed, "unread": len(faults)}
        except FileUnreadable as fault:
            raise CommandError(str(fault)) from fault
        except CoordinatesDoubtful as fault:
            raise CommandError(f"{file}: {str(fault).rstrip('.')}. Nothing was changed.") from fault
        tell(self.stdout, report, faults, options)

    def _import(
        self, file: Path, pack: Pack, faults: list[tuple[int, str]], options: dict[str, Any]
    ) -> StoreReport:
        layer = layer_named(options["layer"])
        mapping = read_mapping(options["mapping"]) if options["mapping"] else None
        header, lines = read_sheet(file, pack.default_language, mapping.encoding if mapping else "")
        mapping = mapping or guessed_mapping(header, pack.default_language)
        missing = [column for column in (mapping.lon, mapping.lat) if column not in header]
        if missing:
            raise FileUnreadable(
                f"{file}: no column for longitude and latitude among {', '.join(header)}. "
                'Name them with --mapping FILE.toml (lon = "...", lat = "...").'
            )
        rows = _placed(list(rows_of(lines, mapping, faults)), options, pack)
        return store_file(
            layer, rows, now=timezone.now(), source=options["source"] or file.name,
            licence=options["licence"], replace=options["replace"], dry_run=options["dry_run"],
        )  # fmt: skip


def _placed(rows: list[PlaceRow], options: dict[str, Any], pack: Pack) -> list[PlaceRow]:
    import shapely

    shapes = as_shapes([row.geometry for row in rows]) if rows else np.empty(0, dtype=object)
    if options["swap"]:
        shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
    shapes = to_degrees(shapes, options["crs"])
    check_degrees(shapes, pack.bbox)
    return [
        PlaceRow(row.key, row.names, shape, row.properties, row.address)
        for row, shape in zip(rows, shapes, strict=True)
    ]
