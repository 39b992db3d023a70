"""Places as GeoJSON features (RFC 7946): for the feed and for files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import shapely

from meydan.kernel.places.models import Place
from meydan.kernel.places.rows import as_shapes

CHUNK = 2000


def features(places: Iterable[Place]) -> Iterator[dict[str, Any]]:
    """Yield each place as a GeoJSON feature, longitude first; shapes are read many at a time."""
    waiting = iter(places)
    while chunk := list(islice(waiting, CHUNK)):
        shapes = as_shapes([bytes(place.geometry) for place in chunk])
        for place, shape in zip(chunk, shapes, strict=True):
            yield {
                "type": "Feature",
                "id": place.pk,
                "geometry": shapely.geometry.mapping(shape),
                "properties": {
                    "key": place.key,
                    "names": place.names,
                    "address": place.address,
                    "is_sample": place.is_sample,
                    **place.properties,
                },
            }
