"""``meydan export geojson LAYER FILE``: a layer as a file that every map program opens."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from meydan.base.files.public import whole_file
from meydan.kernel.places.features import features
from meydan.kernel.places.models import Layer
from meydan.kernel.places.queries import layer, layers, places_of

TOLD_EVERY = 5000


class Command(BaseCommand):
    """Write a layer, public or not, as GeoJSON."""

    help = "Write every place of a layer as GeoJSON (RFC 7946), longitude first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the layer and the file."""
        parser.add_argument("layer", help="code of the layer")
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file whole or not at all, and say how many places it holds."""
        file: Path = options["file"]
        held = layer(options["layer"])
        if held is None:
            known = ", ".join(one.code for one in layers(public_only=False)) or "none; load a pack first"
            raise CommandError(f"There is no layer {options['layer']}. Layers: {known}.")
        try:
            count = self._write(held, file, Console(stderr=True, quiet=options["json"]))
        except OSError as fault:
            raise CommandError(
                f"{file} could not be written: {fault.strerror}. Nothing was left behind."
            ) from fault
        size = file.stat().st_size
        if options["json"]:
            self.stdout.write(
                json.dumps({"file": str(file), "layer": held.code, "places": count, "bytes": size})
            )
        else:
            self.stdout.write(f"{file}: {count:,} places, {size:,} bytes.")

    def _write(self, held: Layer, file: Path, console: Console) -> int:
        head = {
            "layer": held.code,
            "names": held.names,
            "source": held.source,
            "licence": held.licence,
            "is_sample": held.is_sample,
        }
        encode = msgspec.json.Encoder().encode
        count = 0
        places = places_of([held.code]).order_by("pk").iterator(chunk_size=2000)
        with console.status(f"Writing {file.name}") as status, whole_file(file) as out:
            out.write(b'{"type":"FeatureCollection",' + encode(head)[1:-1] + b',"features":[')
            for count, feature in enumerate(features(places), 1):
                # A feature a line: line tools count and compare such a file.
                out.write((b"\n" if count == 1 else b",\n") + encode(feature))
                if count % TOLD_EVERY == 0:
                    status.update(f"Writing {file.name}: {count:,} places")
            out.write(b"\n]}\n")
        return count
