"""Where a rule holds, as people choose, draw or type it."""

from __future__ import annotations

from typing import Any

import shapely
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import local_digits, text, to_latin_digits
from meydan.base.packs.public import current
from meydan.kernel.observations.engine.areas import AreaUnreadable, read_area
from meydan.kernel.places.public import layers, places_of
from meydan.numerics.circles import ring_around
from meydan.numerics.outlines import LineUnreadable, Ring, Typed, polygon_of, read_lines, write_lines

# A layer of more areas than these is offered as a whole only: a list must stay one that people read.
MOST_PLACES = 60
# A drawn area is named by its shape; the others by their place or layer.
CHOSEN = ("place:", "layer:")


def area_field() -> forms.ChoiceField:
    """The areas of the city to choose from; which they are is said when the form is made."""
    return forms.ChoiceField(label=gettext_lazy("Where"), required=False)


def drawn_field() -> forms.CharField:
    """An area of one's own; the map writes into it what is drawn."""
    return forms.CharField(
        label=gettext_lazy("Or an area of your own"),
        required=False,
        help_text=gettext_lazy(
            "Draw it on the map, or write one shape a line, latitude first: 40.46,39.47 40.46,39.49 40.47,39.48 "
            "is an outline, 40.46,39.48 2 a circle of 2 km."
        ),
        widget=forms.Textarea({"rows": 3, "dir": "ltr", "spellcheck": "false"}),
    )


def areas() -> list[tuple[str, Any]]:
    """Areas a rule may hold in: every layer of areas, and its places where they are few."""
    found: list[tuple[str, Any]] = []
    for layer in layers(public_only=False):
        if layer.geometry != layer.Shape.AREA or not layer.place_count:
            continue
        whole = (f"layer:{layer.code}", _("all of it"))
        few = places_of([layer.code]).order_by("key") if layer.place_count <= MOST_PLACES else ()
        own = [(f"place:{layer.code}/{one.key}", text(one.names) or one.key) for one in few]
        found.append((text(layer.names), [whole, *own]))
    return found


def map_of_areas() -> dict[str, float] | None:
    """Where the map that people draw on begins: the middle of the city [degrees]; none without a city."""
    if "bbox" not in current().head:
        return None
    west, south, east, north = current().bbox
    return {"lon": (west + east) / 2, "lat": (south + north) / 2}


def where_typed(area: str) -> dict[str, str]:
    """What the two boxes begin with for a rule that holds in ``area``."""
    if not area or area.startswith(CHOSEN):
        return {"area": area, "drawn": ""}
    try:
        shape = read_area(area)
    except AreaUnreadable:
        return {"area": "", "drawn": ""}
    rings: list[Ring] = [
        tuple((lat, lon) for lon, lat in part.exterior.coords) for part in shapely.get_parts(shape)
    ]
    return {"area": "", "drawn": write_lines(rings, [])}


def where_said(form: forms.Form, cleaned: dict[str, Any]) -> str:
    """
    The area that was chosen or drawn, as the rule keeps it; faults are said at their box.

    :param cleaned: holds ``area`` and ``drawn``, which are taken out of it
    """
    chosen, lines = cleaned.pop("area", "") or "", to_latin_digits(cleaned.pop("drawn", "") or "").strip()
    if not lines:
        return str(chosen)
    if chosen:
        form.add_error("drawn", _("Choose an area above or draw one, not both."))
        return ""
    try:
        return _written(read_lines(lines))
    except LineUnreadable as fault:
        said = _("Line %(line)s is neither an outline nor a circle: “%(words)s”.")
        form.add_error("drawn", said % {"line": local_digits(fault.line), "words": fault.words[:60]})
    except AreaUnreadable:
        form.add_error("drawn", _("The outline crosses itself or lies outside the world. Draw it anew."))
    return ""


def _written(typed: Typed) -> str:
    outlines = [polygon_of(ring) for ring in typed.rings]
    circles = [shapely.Polygon(ring_around(one.lon, one.lat, one.radius_km * 1000)) for one in typed.circles]
    for one in (*outlines, *circles):
        west, south, east, north = one.bounds
        if not one.is_valid or one.area == 0 or west < -180 or east > 180 or south < -90 or north > 90:
            raise AreaUnreadable(one.wkt)
    return str(shapely.to_wkt(shapely.union_all([*outlines, *circles]), rounding_precision=6))
