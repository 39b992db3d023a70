"""Writes features as OpenStreetMap XML, so that anyone can repeat the tour with the importer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

import shapely

from meydan.site.sample.engine.feature import Feature

# OpenStreetMap's editors use negative ids for things that were never uploaded.
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="meydan sample (not a real place)">\n'


class _Ids:
    """Negative ids, each used once; points that coincide share a node, so that streets meet."""

    def __init__(self) -> None:
        self._last = 0
        self._nodes: dict[tuple[float, float], int] = {}

    def next(self) -> int:
        self._last -= 1
        return self._last

    def node(self, lon: float, lat: float) -> tuple[int, bool]:
        """The node at a point and whether it is new."""
        at = (round(lon, 7), round(lat, 7))
        known = self._nodes.get(at)
        if known is not None:
            return known, False
        self._nodes[at] = made = self.next()
        return made, True


def osm_xml(features: Iterable[Feature], language: str) -> Iterator[str]:
    """Yield the file in pieces: nodes first, then ways, as the format asks."""
    ids = _Ids()
    ways: list[str] = []
    yield HEAD
    for feature in features:
        if not feature.tags:
            continue
        tags = _tags(feature, language)
        if feature.geometry.geom_type == "Point":
            point = feature.geometry
            yield _node(ids.next(), point.x, point.y, tags)
            continue
        for line in _lines(feature.geometry):
            refs = []
            for lon, lat in line:
                node, new = ids.node(lon, lat)
                refs.append(node)
                if new:
                    yield _node(node, lon, lat)
            if refs[0] != refs[-1] and feature.geometry.geom_type != "LineString":
                refs.append(refs[0])
            members = "".join(f'<nd ref="{ref}"/>' for ref in refs)
            ways.append(f'<way id="{ids.next()}" version="1" visible="true">{members}{tags}</way>\n')
    yield from ways
    yield "</osm>\n"


def _node(node: int, lon: float, lat: float, tags: str = "") -> str:
    return f'<node id="{node}" lat="{lat:.7f}" lon="{lon:.7f}" version="1" visible="true">{tags}</node>\n'


def _lines(geometry: shapely.Geometry) -> Iterator[list[tuple[float, float]]]:
    for part in getattr(geometry, "geoms", [geometry]):
        yield list(part.exterior.coords if part.geom_type == "Polygon" else part.coords)


def _tags(feature: Feature, language: str) -> str:
    tags = dict(feature.tags)
    if feature.names:
        tags["name"] = feature.names.get(language) or next(iter(feature.names.values()))
        tags |= {f"name:{code}": name for code, name in feature.names.items()}
    tags["note"] = "sample"
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())
