"""Stations stand on the map like everything else in the city."""

from __future__ import annotations

from datetime import datetime

import shapely
from django.db import transaction

from meydan.domains.environment.engine.kinds import AIR, KINDS
from meydan.kernel.observations.public import Thing, ensure_thing, public_datastreams
from meydan.kernel.places.public import PlaceRow, ensure_layer, place_by_key, store_places

LAYER = "stations"
NAMES = {"tr": "Ölçüm istasyonları", "fa": "ایستگاه‌های سنجش", "en": "Measuring stations"}


@transaction.atomic
def place_stations(now: datetime) -> int:
    """
    Put every public station that has a point, and no place of its own yet, on the stations' layer.

    Returns how many stand there by this doing.
    """
    things, pages = _stations()
    placed = [
        thing for thing in things.values() if thing.lon is not None and thing.lat is not None and _ours(thing)
    ]
    if not placed:
        return 0
    layer = ensure_layer(
        LAYER, names=NAMES, geometry="point", theme="environment", icon="air", color="#0f766e", order=300
    )
    for is_sample in (False, True):
        rows = [_row(thing, pages[thing.pk]) for thing in placed if thing.is_sample is is_sample]
        if rows:
            store_places(layer=layer, rows=rows, is_sample=is_sample, now=now)
    for thing in placed:
        place = place_by_key(LAYER, thing.key)
        if place is not None and thing.place_id != place.pk:
            ensure_thing(key=thing.key, names=thing.names, place_id=place.pk, is_sample=thing.is_sample)
    return len(placed)


def _stations() -> tuple[dict[int, Thing], dict[int, str]]:
    """Every station of the environment, and the page of the first kind it measures."""
    order = [kind.code for kind in KINDS]
    streams = list(public_datastreams().filter(observed_property__kind__in=order))
    streams.sort(key=lambda stream: order.index(stream.observed_property.kind))
    things: dict[int, Thing] = {}
    pages: dict[int, str] = {}
    for stream in streams:
        things[stream.thing_id] = stream.thing
        pages.setdefault(stream.thing_id, _page(stream.observed_property.kind, stream.thing.key))
    return things, pages


def _page(kind: str, key: str) -> str:
    return f"/air/station/{key}/" if kind == AIR else f"/environment/{kind}/{key}/"


def _ours(thing: Thing) -> bool:
    """Whether this room puts the thing on the map: an importer or the sample may have done so before."""
    return thing.place is None or thing.place.key == thing.key


def _row(thing: Thing, page: str) -> PlaceRow:
    return PlaceRow(
        key=thing.key, names=thing.names, geometry=shapely.Point(thing.lon, thing.lat),
        properties={"page": page},
    )  # fmt: skip
