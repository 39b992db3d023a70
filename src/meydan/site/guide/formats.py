"""The same list for machines: JSON, GeoJSON, CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from typing import Any

import shapely

from meydan.kernel.places.public import Place

COLUMNS = (
    "id",
    "layer",
    "name_tr",
    "name_fa",
    "name_en",
    "address",
    "lon",
    "lat",
    "sample",
    "source",
    "licence",
)
# A sheet would run a cell that begins so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_row(place: Place) -> dict[str, Any]:
    """A place as a flat row."""
    return {
        "id": place.pk,
        "layer": place.layer.code,
        **{f"name_{code}": place.names.get(code, "") for code in ("tr", "fa", "en")},
        "address": place.address,
        "lon": place.lon,
        "lat": place.lat,
        "sample": place.is_sample,
        "source": place.layer.source,
        "licence": place.layer.licence,
    }


def to_json(found: Sequence[Place]) -> str:
    """Rows with their properties."""
    rows = [{**as_row(place), "properties": place.properties} for place in found]
    return json.dumps({"count": len(rows), "places": rows}, ensure_ascii=False)


def to_geojson(found: Sequence[Place]) -> str:
    """A FeatureCollection of RFC 7946, whole geometries."""
    features = [
        {
            "type": "Feature",
            "id": place.pk,
            "geometry": json.loads(shapely.to_geojson(place.shape())),
            "properties": {**place.properties, **as_row(place)},
        }
        for place in found
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def to_csv(found: Sequence[Place]) -> str:
    """Comma-separated, with the mark that lets sheets read Turkish and Persian letters."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for place in found:
        writer.writerow({key: _safe(value) for key, value in as_row(place).items()})
    return "\ufeff" + out.getvalue()


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


FORMATS: dict[str, tuple[str, Callable[[Sequence[Place]], str]]] = {
    "json": ("application/json", to_json),
    "geojson": ("application/geo+json", to_geojson),
    "csv": ("text/csv; charset=utf-8", to_csv),
}
