"""A small town to try things on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import shapely

from meydan.kernel.places.public import Layer, PlaceRow, StoreReport, ensure_layer, store_places

MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def a_layer(code: str = "pharmacies", **described: Any) -> Layer:
    names = {"tr": "Eczaneler", "fa": "داروخانه‌ها", "en": "Pharmacies"}
    return ensure_layer(code, **{"names": names, "geometry": "any", **described})


def a_row(key: str, tr: str = "", lon: float = 39.48, lat: float = 40.46, **more: Any) -> PlaceRow:
    geometry = more.pop("geometry", shapely.Point(lon, lat))
    return PlaceRow(key=key, names=more.pop("names", {"tr": tr} if tr else {}), geometry=geometry, **more)


def stored(layer: Layer, *rows: PlaceRow, replace: bool = False, is_sample: bool = False) -> StoreReport:
    return store_places(layer=layer, rows=rows, is_sample=is_sample, now=MOMENT, replace=replace)
