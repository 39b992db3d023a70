"""Vector tiles of layers, capped and kept while the layers stand unchanged."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
from django.core.cache import cache

from meydan.kernel.places.engine.mvt import BUFFER, EXTENT, TileLayer, encode
from meydan.kernel.places.engine.tilegrid import MOST_ZOOM, tile_box, to_tile
from meydan.kernel.places.models import Layer, Place
from meydan.kernel.places.queries import crowd
from meydan.kernel.places.rows import as_shapes

MOST_FEATURES = 5000  # a layer in one tile
KEPT_S = 24 * 3600
MOST_KEPT_BYTES = 1_000_000
_FETCH = 2000
# Whole streets and parcels mean nothing on a map of the province: seen from far, fewer are drawn.
_FAR_ZOOM, _FAR_FEATURES = 9, 1500


class NoSuchTile(ValueError):
    """The zoom, column or row lies outside the grid, or a layer is unknown."""


def tile(layer_codes: Sequence[str], z: int, x: int, y: int) -> bytes:
    """
    Return one vector tile with a layer each for the codes.

    Features carry id, name_tr, name_fa, name_en, kind (the layer's code), rank and sample.

    :raises NoSuchTile: outside the grid
    """
    return tile_of(public_layers(layer_codes), z, x, y)


def public_layers(codes: Sequence[str]) -> list[Layer]:
    """Return these layers in the order asked for; unknown or private ones are left out."""
    known = {layer.code: layer for layer in Layer.objects.filter(code__in=codes, is_public=True)}
    return [known[code] for code in dict.fromkeys(codes) if code in known]


def tile_tag(layers: Sequence[Layer], z: int, x: int, y: int) -> str:
    """Return what changes when the tile may have changed: the ETag and the cache key."""
    parts = json.dumps([[(layer.pk, layer.version, layer.is_sample) for layer in layers], z, x, y])
    return blake2b(parts.encode(), digest_size=12).hexdigest()


def tile_of(layers: Sequence[Layer], z: int, x: int, y: int) -> bytes:
    """Return the tile of these layers, from the cache when nothing was stored since."""
    if not (0 <= z <= MOST_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
        raise NoSuchTile(f"{z}/{x}/{y}")
    key = f"places.tile.{tile_tag(layers, z, x, y)}"
    kept: bytes | None = cache.get(key)
    if kept is not None:
        return kept
    drawn = [part for layer in layers if (part := _drawn(layer, z, x, y)) is not None]
    made = encode(drawn)
    if len(made) <= MOST_KEPT_BYTES:
        cache.set(key, made, KEPT_S)
    return made


def _drawn(layer: Layer, z: int, x: int, y: int) -> TileLayer | None:
    cap = MOST_FEATURES if z > _FAR_ZOOM else _FAR_FEATURES
    ids = sorted(crowd(tile_box(z, x, y, BUFFER / EXTENT), [layer.pk], cap))
    rows = list[Any]()
    for start in range(0, len(ids), _FETCH):
        rows += Place.objects.filter(pk__in=ids[start : start + _FETCH]).order_by("pk").values_list(
            "pk", "geometry", "names", "rank", "is_sample"
        )  # fmt: skip
    if not rows:
        return None
    names = [row[2] for row in rows]
    columns: dict[str, Sequence[Any]] = {
        "id": [row[0] for row in rows],
        "kind": [layer.code] * len(rows),
        "rank": [row[3] for row in rows],
        "sample": [row[4] or None for row in rows],
    }
    for language in ("tr", "fa", "en"):
        columns[f"name_{language}"] = [name.get(language) for name in names]
    shapes = to_tile(as_shapes([bytes(row[1]) for row in rows]), z, x, y)
    return TileLayer(layer.code, np.array([row[0] for row in rows]), shapes, columns)
