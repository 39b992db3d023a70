"""A GeoJSON FeatureCollection into a layer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from meydan.kernel.places.imports.coordinates import Box, check_degrees, to_degrees
from meydan.kernel.places.imports.runs import FileUnreadable
from meydan.kernel.places.rows import PlaceRow

NAME_KEYS = ("name", "ad", "adi", "isim", "نام")
LANGUAGES = ("tr", "fa", "en")


def read_geojson(
    file: Path, *, language: str, city: Box, crs: str = "", key: str = "", swap: bool = False
) -> list[PlaceRow]:
    """
    Read the features of a file; what is wrong with one of them is said when it is stored.

    :param language: language of plain ``name`` properties
    :param key: property that names a feature for good; without it ``id``, then the order
    :raises FileUnreadable: when it is not GeoJSON
    :raises CoordinatesDoubtful: when its coordinates are not degrees, longitude first
    """
    collection = _collection(file)
    features: list[dict[str, Any]] = collection["features"]
    shapes = np.empty(len(features), dtype=object)
    for i, feature in enumerate(features):
        shapes[i] = shapely.from_geojson(json.dumps(feature.get("geometry")), on_invalid="ignore")
    if swap:
        shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
    shapes = to_degrees(shapes, crs or _named_crs(collection))
    check_degrees(shapes, city)
    return [
        _row(feature, shape, n, language, key)
        for n, (feature, shape) in enumerate(zip(features, shapes, strict=True))
    ]


def _collection(file: Path) -> dict[str, Any]:
    try:
        read = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError, RecursionError) as fault:
        raise FileUnreadable(f"{file}: this is not GeoJSON ({fault}). Nothing was changed.") from fault
    if isinstance(read, dict) and read.get("type") == "Feature":
        read = {"type": "FeatureCollection", "features": [read]}
    features = read.get("features") if isinstance(read, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise FileUnreadable(f"{file}: a GeoJSON FeatureCollection is needed. Nothing was changed.")
    return {**read, "features": features}


def _named_crs(collection: dict[str, Any]) -> str:
    # The member of 2008, gone from RFC 7946 but still written by desktop programs.
    named = ((collection.get("crs") or {}).get("properties") or {}).get("name", "")
    code = str(named).rsplit(":", 1)[-1]
    return "" if code in ("", "CRS84", "4326") else f"EPSG:{code}"


def _row(feature: dict[str, Any], shape: Any, number: int, language: str, key: str) -> PlaceRow:
    properties: dict[str, Any] = feature.get("properties") or {}
    own = properties.get(key) if key else feature.get("id", properties.get("id"))
    names = {}
    for code in LANGUAGES:
        told = properties.get(f"name:{code}") or properties.get(f"name_{code}")
        if told:
            names[code] = str(told)
    plain = next((properties[k] for k in NAME_KEYS if properties.get(k)), None)
    if plain:
        names.setdefault(language, str(plain))
    return PlaceRow(
        key=str(own if own not in (None, "") else number + 1),
        names=names,
        geometry=shape,
        properties=properties,
        address=str(properties.get("address") or properties.get("adres") or ""),
    )
