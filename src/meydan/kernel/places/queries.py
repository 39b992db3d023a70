"""What stands where, what is near, what is called so, what happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from django.db.models import Q, QuerySet
from shapely.geometry.base import BaseGeometry

from meydan.kernel.places.engine.distance import box_around, distances_m
from meydan.kernel.places.engine.tiers import TOP_TIER
from meydan.kernel.places.models import Layer, Occurrence, Place
from meydan.kernel.places.rows import as_shapes
from meydan.kernel.places.stores.choice import store
from meydan.kernel.places.stores.protocol import Box

MOST_PLACES = 10_000
FARTHEST_M = 50_000.0
FIRST_RING_M = 300.0


@dataclass(frozen=True)
class Near:
    """A place and how far it is, in metres."""

    place: Place
    distance_m: float


def layers(public_only: bool = True) -> list[Layer]:
    """Return the layers in their order."""
    chosen = Layer.objects.filter(is_public=True) if public_only else Layer.objects.all()
    return list(chosen.order_by("order", "code"))


def holds_sample() -> bool:
    """Whether a public layer holds sample places."""
    return Layer.objects.filter(is_public=True, is_sample=True, place_count__gt=0).exists()


def layer(code: str) -> Layer | None:
    """Return the layer with this code."""
    return Layer.objects.filter(code=code).first()


def place(pk: int) -> Place | None:
    """Return the place with this id, its layer with it."""
    return Place.objects.select_related("layer").filter(pk=pk).first()


def place_by_key(layer_code: str, key: str) -> Place | None:
    """Return the place a layer calls by this key."""
    return Place.objects.select_related("layer").filter(layer__code=layer_code, key=key).first()


def places_of(layers: Sequence[str] | None = None) -> QuerySet[Place]:
    """Return the places of these layers (None: all public ones), for lists and counts."""
    chosen = Place.objects.select_related("layer")
    if layers is None:
        return chosen.filter(layer__is_public=True)
    return chosen.filter(layer__code__in=layers)


def places_in(bbox: Box, layers: Sequence[str] | None = None, limit: int = 1000) -> list[Place]:
    """
    Return the places whose shape meets the box (west, south, east, north).

    When more than ``limit`` meet it, an even selection of them: the larger ones first, then by a
    hash, never one corner full and the other empty.

    :param layers: codes; None means every public layer
    :param limit: at most 10,000
    """
    limit = min(limit, MOST_PLACES)
    ids = crowd(bbox, list(layer_ids(layers).values()), limit)
    found = list(Place.objects.select_related("layer").filter(pk__in=ids).order_by("pk"))
    if not found:
        return []
    meets = shapely.intersects(as_shapes([bytes(p.geometry) for p in found]), shapely.box(*bbox))
    return [p for p, hit in zip(found, meets, strict=True) if hit]


def crowd(bbox: Box, wanted: Sequence[int], limit: int) -> list[int]:
    """Return at most ``limit`` ids of places whose box meets ``bbox``, thinned evenly when there are more."""
    if not wanted:
        return []
    rows = store().in_box(bbox, wanted, (0, TOP_TIER), limit + 1)
    return _thinned(bbox, wanted, limit) if len(rows) > limit else [row[0] for row in rows]


def _thinned(bbox: Box, wanted: Sequence[int], limit: int) -> list[int]:
    ids = list[int]()
    for tier in range(TOP_TIER, -1, -1):
        rows = store().in_box(bbox, wanted, (tier, tier), 8 * limit)
        if len(ids) + len(rows) > limit:
            rows.sort(key=lambda row: (row[2], row[0]))
            return ids + [row[0] for row in rows[: limit - len(ids)]]
        ids += [row[0] for row in rows]
    return ids


def nearest(
    lon: float, lat: float, layer: str | Sequence[str], limit: int = 5, within_m: float = 5000.0
) -> list[Near]:
    """
    Return the nearest places of a layer (or several), nearest first, with metres.

    Rings grow until enough places are certain to be the nearest ones.

    :param within_m: at most 50 km
    """
    within_m = min(within_m, FARTHEST_M)
    wanted = list(layer_ids([layer] if isinstance(layer, str) else layer).values())
    ring = min(FIRST_RING_M, within_m)
    while True:
        found = _ring(lon, lat, wanted, ring)
        if len(found) >= limit or ring >= within_m:
            break
        ring = min(ring * 3, within_m)
    found = found[:limit]
    by_id = places_of_ids([pk for pk, _m in found])
    return [Near(by_id[pk], metres) for pk, metres in found]


def _ring(lon: float, lat: float, wanted: Sequence[int], radius_m: float) -> list[tuple[int, float]]:
    if not wanted:
        return []
    box = box_around(lon, lat, radius_m)
    ids = [row[0] for row in store().in_box(box, wanted, (0, TOP_TIER), MOST_PLACES)]
    rows = list(Place.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "geometry"))
    if not rows:
        return []
    metres = distances_m(lon, lat, as_shapes([bytes(wkb) for _pk, wkb in rows]))
    order = np.lexsort((np.array([pk for pk, _ in rows]), metres))
    return [(rows[i][0], float(metres[i])) for i in order if metres[i] <= radius_m]


def area_containing(lon: float, lat: float, layer: str) -> Place | None:
    """Return the smallest area of the layer that holds the point, its edge included."""
    wanted = list(layer_ids([layer]).values())
    if not wanted:
        return None
    rows = store().in_box((lon, lat, lon, lat), wanted, (0, TOP_TIER), MOST_PLACES)
    found = list(Place.objects.select_related("layer").filter(pk__in=[r[0] for r in rows]).order_by("pk"))
    point = shapely.Point(lon, lat)
    holding = [(p.shape().area, p.pk, p) for p in found if shapely.covers(p.shape(), point)]
    return min(holding)[2] if holding else None


def areas_holding(lon: float, lat: float, layers: Sequence[str]) -> list[Place]:
    """Return every area of these layers that holds the point, its edge included."""
    wanted = list(layer_ids(layers).values())
    if not wanted:
        return []
    rows = store().in_box((lon, lat, lon, lat), wanted, (0, TOP_TIER), MOST_PLACES)
    found = list(Place.objects.select_related("layer").filter(pk__in=[r[0] for r in rows]).order_by("pk"))
    holds = shapely.intersects_xy(as_shapes([bytes(p.geometry) for p in found]), lon, lat) if found else []
    return [p for p, hit in zip(found, holds, strict=True) if hit]


def area_shapes(layers: Sequence[str], keys: Sequence[str] = ()) -> list[tuple[str, str, BaseGeometry]]:
    """
    Return layer, key and shape of every place of these layers, and of the places named ``LAYER/KEY``.

    For holding very many points against them; what cannot be read is left out.
    """
    whole = Q(layer__code__in=layers)
    for tag in keys:
        code, _slash, key = tag.partition("/")
        whole |= Q(layer__code=code, key=key)
    rows = list(Place.objects.filter(whole).order_by("pk").values_list("layer__code", "key", "geometry"))
    if not rows:
        return []
    shapes = as_shapes([bytes(row[2]) for row in rows])
    return [(row[0], row[1], shape) for row, shape in zip(rows, shapes, strict=True) if shape is not None]


def layer_ids(codes: Sequence[str] | None) -> dict[str, int]:
    """Return code to id for these layers; None means every public one."""
    chosen = Layer.objects.filter(is_public=True) if codes is None else Layer.objects.filter(code__in=codes)
    return dict(chosen.order_by("order", "code").values_list("code", "pk"))


def occurrences_near(
    lon: float, lat: float, within_m: float, span: tuple[datetime, datetime]
) -> list[Occurrence]:
    """Return what happens within so many metres during the half-open span, nearest first."""
    every = occurrences(between=span)
    if not every:
        return []
    shapes = np.empty(len(every), dtype=object)
    shapes[:] = [one.shape() for one in every]
    metres = distances_m(lon, lat, shapes)
    order = np.lexsort((np.array([one.pk for one in every]), metres))
    return [every[i] for i in order if metres[i] <= within_m]


def places_of_ids(ids: Sequence[int]) -> dict[int, Place]:
    """Return the places with these ids, by id."""
    return {p.pk: p for p in Place.objects.select_related("layer").filter(pk__in=ids).order_by("pk")}


def occurrences(
    kind: str | Sequence[str] | None = None,
    *,
    at: datetime | None = None,
    between: tuple[datetime, datetime] | None = None,
    place: Place | None = None,
    limit: int = 500,
) -> list[Occurrence]:
    """
    Return what happens, soonest first.

    :param kind: duty, cut, closure, works, event; one or several; None means all
    :param at: going on at this moment (start included, end not)
    :param between: touching this half-open span
    """
    found = Occurrence.objects.select_related("place", "place__layer")
    if kind is not None:
        found = found.filter(kind__in=[kind] if isinstance(kind, str) else kind)
    start, end = (at, at) if at is not None else between or (None, None)
    if start is not None and end is not None:
        begun = Q(starts_at__lte=end) if at is not None else Q(starts_at__lt=end)
        found = found.filter(begun).filter(Q(ends_at__isnull=True) | Q(ends_at__gt=start))
    if place is not None:
        found = found.filter(place=place)
    return list(found.order_by("starts_at", "pk")[:limit])
