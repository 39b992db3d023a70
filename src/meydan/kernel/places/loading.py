"""Layers come from the pack."""

from __future__ import annotations

from datetime import datetime

from meydan.base.packs.public import LoadReport, Pack, names
from meydan.kernel.places.models import Layer
from meydan.kernel.places.operations import describe_layer


def load_layers(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Make or describe the layers of ``layers.csv``; places stay as they are."""
    known = set(Layer.objects.values_list("code", flat=True))
    rows = list(pack.table("layers"))
    for n, row in enumerate(rows):
        describe_layer(
            row["code"],
            names=names(row),
            geometry=row.get("geometry") or "any",
            theme=row.get("theme", ""),
            icon=row.get("icon", ""),
            color=row.get("color", ""),
            osm=row.get("osm", ""),
            is_public=row.get("public", "1") == "1",
            order=int(row.get("order") or n),
        )
    new = sum(row["code"] not in known for row in rows)
    return LoadReport(created=new, updated=len(rows) - new)
