"""Rows on their way into the store: shapes read, text folded, digests taken."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
import shapely
from django.db import connection
from numpy.typing import NDArray

from meydan.base.locale.public import fold_forms
from meydan.kernel.places.engine.shapes import representative, tidy
from meydan.kernel.places.engine.tiers import ranks_and_tiers

_NOT_A_WORD = re.compile(r"[^\w]+|_+")
LONGEST_KEY = 120
_LONGEST_WORD = 60  # no name has such words, and databases refuse words of thousands of letters


class BadGeometry(ValueError):
    """The geometry cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """
    One place to store.

    :ivar key: stable within the layer; storing it again changes the place
    :ivar names: language to name; may be empty
    :ivar geometry: WKB bytes or a shapely geometry, EPSG:4326, longitude first
    """

    key: str
    names: Mapping[str, str]
    geometry: Any
    properties: Mapping[str, Any] = field(default_factory=dict)
    address: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Prepared:
    """A chunk ready for the database: column values in the order of ``COLUMNS``, by key."""

    values: dict[str, list[Any]]
    refused: list[tuple[PlaceRow, str]]


def prepare(
    chunk: Sequence[PlaceRow], *, layer_id: int, kind: str, is_sample: bool, now: datetime
) -> Prepared:
    """Check and measure a chunk of rows; a later row with the same key wins."""
    tidied = tidy(as_shapes([row.geometry for row in chunk]), kind)
    for i, row in enumerate(chunk):
        if not 0 < len(row.key) <= LONGEST_KEY:
            tidied.faults[i] = f"a key of 1 to {LONGEST_KEY} characters is needed"
    refused = [(row, fault) for row, fault in zip(chunk, tidied.faults, strict=True) if fault]
    kept = {row.key: i for i, row in enumerate(chunk) if not tidied.faults[i]}
    if not kept:
        return Prepared({}, refused)
    picked = np.fromiter(kept.values(), np.int64, len(kept))
    shapes = tidied.shapes[picked]
    bounds = shapely.bounds(shapes)
    size = np.hypot(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    rank, tier = ranks_and_tiers(list(kept), size)
    stamp = connection.ops.adapt_datetimefield_value(now)
    numbers = np.column_stack([representative(shapes), bounds]).tolist()
    values = {}
    for n, (key, wkb) in enumerate(zip(kept, to_wkb(shapes), strict=True)):
        row = chunk[picked[n]]
        names, properties = _json(row.names), _json(row.properties)
        address = row.address.replace("\x00", "")
        searched = search_text(row.names, address)
        digest = _digest(wkb, names, properties, address, searched, row.valid_from, row.valid_to, is_sample)
        values[key] = [
            layer_id, key, names, properties, address, wkb, *numbers[n], int(tier[n]), int(rank[n]),
            searched, digest, row.valid_from, row.valid_to, is_sample, stamp,
        ]  # fmt: skip
    return Prepared(values, refused)


def as_shapes(geometries: Sequence[Any]) -> NDArray[Any]:
    """Turn WKB or shapely geometries into an array of shapes; what cannot be read becomes None."""
    if geometries and isinstance(geometries[0], bytes | bytearray | memoryview):
        raw = np.array([bytes(g) if g is not None else None for g in geometries], dtype=object)
        return np.atleast_1d(shapely.from_wkb(raw, on_invalid="ignore"))
    shapes = np.empty(len(geometries), dtype=object)
    for i, one in enumerate(geometries):
        shapes[i] = shapely.from_wkb(bytes(one), on_invalid="ignore") if isinstance(one, bytes) else one
    return shapes


def to_wkb(shapes: NDArray[Any]) -> list[bytes]:
    """Return little-endian two-dimensional WKB without an SRID."""
    return list(shapely.to_wkb(shapes, output_dimension=2, byte_order=1, include_srid=False))


def search_text(names: Mapping[str, str], address: str) -> str:
    """Fold every name and the address into words parted by single spaces."""
    parts = [*names.values(), address] if address else list(names.values())
    return _folded(" ".join(part for part in dict.fromkeys(parts) if part))


@lru_cache(maxsize=20_000)
def _folded(raw: str) -> str:
    return " ".join(dict.fromkeys(words_of(fold_forms(raw))))


def words_of(folded: str) -> list[str]:
    """Split folded text into words of letters and digits."""
    return [word[:_LONGEST_WORD] for word in _NOT_A_WORD.sub(" ", folded).split()]


def _json(value: Mapping[str, Any]) -> str:
    if not value:
        return "{}"
    # PostgreSQL keeps no NUL in text.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).replace("\\u0000", "")


def _digest(wkb: bytes, *parts: Any) -> str:
    return blake2b(wkb + repr(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
