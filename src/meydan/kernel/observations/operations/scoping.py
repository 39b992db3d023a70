"""Where a rule holds: an area written out, a place, or a layer of areas."""

from __future__ import annotations

import shapely

from meydan.kernel.observations.engine.areas import AreaUnreadable, read_area
from meydan.kernel.observations.models import Rule
from meydan.kernel.places.public import place_by_key, places_of

AREAS = ("Polygon", "MultiPolygon")


class AreaUnknown(Exception):
    """No place or layer of that name has an area."""


class AreaEmpty(Exception):
    """The area a rule should hold in is not there, or has no shape."""


def area_shape(spec: str) -> bytes | None:
    """
    The area a rule names, as WKB [EPSG:4326]; ``None`` for the empty text, which means everywhere.

    :param spec: WKT, GeoJSON, "place:LAYER/KEY" or "layer:CODE"
    :raises AreaUnknown: if the place or layer is not there or has no area
    :raises AreaUnreadable: if it is neither of these
    """
    if not spec:
        return None
    kind, _, name = spec.partition(":")
    if kind == "place":
        layer, _, key = name.partition("/")
        found = place_by_key(layer, key)
        shapes = [] if found is None else [found.shape()]
    elif kind == "layer":
        shapes = [found.shape() for found in places_of([name]).iterator()]
    else:
        return bytes(shapely.to_wkb(read_area(spec)))
    areas = [shape for shape in shapes if shape.geom_type in AREAS]
    if not areas:
        raise AreaUnknown(spec)
    return bytes(shapely.to_wkb(shapely.union_all(areas)))


def shape_in(spec: str) -> bytes | None:
    """
    The same, for whoever chooses an area now.

    :raises AreaEmpty: if it has no shape
    """
    try:
        return area_shape(spec)
    except (AreaUnknown, AreaUnreadable) as absent:
        raise AreaEmpty(spec) from absent


def refresh_areas() -> int:
    """Read the areas that rules name anew, for places come and change; return how many changed."""
    changed = 0
    for rule in Rule.objects.exclude(area="").order_by("pk"):
        shape = shape_or_none(rule.area)
        if shape != (None if rule.area_wkb is None else bytes(rule.area_wkb)):
            Rule.objects.filter(pk=rule.pk).update(area_wkb=shape)
            changed += 1
    return changed


def shape_or_none(spec: str) -> bytes | None:
    """The area a rule names, or nothing: then the rule holds nowhere, and its page says so."""
    try:
        return area_shape(spec)
    except (AreaUnknown, AreaUnreadable):
        return None
