"""Where a warning can hold: the city's neighbourhoods, the whole city, or what is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from meydan.base.locale.public import collation_key, current_language, text
from meydan.base.packs.public import current
from meydan.domains.warnings.content import LANGUAGES, AreaChosen
from meydan.domains.warnings.engine.outlines import joined
from meydan.domains.warnings.queries.composing import rings_of
from meydan.kernel.places.public import places_of
from meydan.numerics.outlines import Circle, polygon_of, read_lines, write_lines

LAYER, CITY_LAYER = "neighbourhoods", "boundary"
WHOLE_CITY = "city"
JOINS = {"tr": ", ", "fa": "، ", "en": ", "}
MOST_NAMED = 12


@dataclass(frozen=True)
class Choice:
    """A place that can be ticked."""

    ref: str
    names: Mapping[str, str]
    shape: Any

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return text(self.names)


@dataclass(frozen=True)
class Choices:
    """Everything that can be ticked, and the city as a whole."""

    places: Sequence[Choice]
    city: Choice

    def initial(self, area: AreaChosen) -> dict[str, Any]:
        """What the boxes begin with for an area: ticks where it was ticked, coordinates for the rest."""
        refs = list(area.place_refs)
        ticked = [one.ref for one in self.places if one.ref in refs]
        whole = WHOLE_CITY in refs
        # What came from elsewhere than this form has shapes and no typed lines.
        lines = area.lines or ("" if whole or ticked else _typed(area))
        return {"whole_city": whole, "places": ticked, "coordinates": lines}

    def items(self, refs: Sequence[str]) -> list[dict[str, Any]]:
        """What was ticked, as the map of the form shows it: quiet, for what is drawn stands out."""
        found: list[dict[str, Any]] = []
        for one in (*self.places, self.city):
            if one.ref in refs and one.shape is not None:
                middle = shapely.point_on_surface(one.shape)
                area = [list(part.exterior.coords) for part in shapely.get_parts(one.shape)]
                found.append(
                    {"lon": middle.x, "lat": middle.y, "title": one.name, "state": "stale", "area": area}
                )
        return found


def choices_here() -> Choices:
    """The neighbourhoods that are areas, in the reader's alphabet, and the city."""
    places = [
        Choice(f"{LAYER}/{place.key}", place.names, place.shape())
        for place in places_of([LAYER]).order_by("pk")
    ]
    areas = [one for one in places if shapely.get_dimensions(one.shape) == 2]
    language = current_language()
    return Choices(sorted(areas, key=lambda one: collation_key(one.name, language)), _city())


def _city() -> Choice:
    pack = current()
    bounds = [place.shape() for place in places_of([CITY_LAYER])]
    shape = joined(bounds)
    if shape is None and "bbox" in pack.head:
        shape = shapely.box(*pack.bbox)
    return Choice(WHOLE_CITY, pack.names, shape)


def chosen_area(
    *, choices: Choices, whole_city: bool, refs: Sequence[str], lines: str, names: Mapping[str, str]
) -> AreaChosen:
    """
    Put together what was ticked and typed.

    :param names: the place in words by language; where there are none, the names of what was ticked
    :raises LineUnreadable: if a typed line is no shape
    """
    typed = read_lines(lines)
    ticked = [choices.city] if whole_city else [one for one in choices.places if one.ref in refs]
    shapes = [one.shape for one in ticked]
    whole = joined(shapes) if shapes else None
    polygons = _with_typed(whole, [polygon_of(ring) for ring in typed.rings])
    return AreaChosen(
        names={code: names.get(code) or _names(ticked, code) for code in LANGUAGES},
        polygons=polygons,
        circles=tuple((one.lat, one.lon, one.radius_km) for one in typed.circles),
        place_refs=tuple(one.ref for one in ticked),
        lines=lines.strip(),
    )


def _with_typed(whole: Any, typed: Sequence[Any]) -> Any:
    """Typed shapes stay as they were typed: a crossing outline is shown to its writer, not mended silently."""
    if not typed:
        return whole
    parts = [*([] if whole is None else shapely.get_parts(whole)), *typed]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(list(parts))


def _names(ticked: Sequence[Choice], language: str) -> str:
    named = [str(one.names.get(language) or text(one.names)) for one in ticked]
    more = "…" if len(named) > MOST_NAMED else ""
    return JOINS[language].join(named[:MOST_NAMED]) + more


def _typed(area: AreaChosen) -> str:
    rings = [] if area.polygons is None else rings_of(area.polygons)
    return write_lines(rings, [Circle(*circle) for circle in area.circles])
