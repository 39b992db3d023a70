"""OpenStreetMap files: one pass, one transaction, every layer that names a filter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import osmium
import shapely
from django.db import transaction
from django.db.models import Q
from osmium.filter import EmptyTagFilter, KeyFilter
from osmium.geom import WKBFactory

from meydan.kernel.places.engine.tagging import TagFilter, address_of, kept_tags, names_of, read_filter
from meydan.kernel.places.imports.runs import FileUnreadable, NothingChanged
from meydan.kernel.places.models import Layer
from meydan.kernel.places.operations import mark_layer
from meydan.kernel.places.rows import PlaceRow
from meydan.kernel.places.storing import StoreReport, Storing

SOURCE = "© OpenStreetMap contributors"
LICENCE = "ODbL 1.0"
KEY = "osm:"
# What an import may take away: its own earlier rows and sample rows, never what came from elsewhere.
REPLACED = Q(is_sample=True) | Q(key__startswith=KEY)
TELL_EVERY = 2000


@dataclass(frozen=True)
class Target:
    """A layer and the tags that lead to it."""

    layer: Layer
    wanted: TagFilter


@dataclass
class OsmReport:
    """What an import did, layer by layer."""

    layers: dict[str, StoreReport] = field(default_factory=dict)
    samples_kept: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, dict[str, int]]:
        """Return figures that can be written as JSON."""
        return {
            code: {
                "stored": r.stored, "changed": r.changed, "unchanged": r.unchanged,
                "removed": r.removed, "refused": len(r.refused),
            }
            for code, r in self.layers.items()
        }  # fmt: skip


def osm_layers(codes: Sequence[str] | None = None) -> list[Layer]:
    """Return the layers that OpenStreetMap can fill, or those of them that are named."""
    layers = Layer.objects.exclude(osm="").order_by("order", "code")
    return [one for one in layers if codes is None or one.code in codes]


def import_osm(
    file: Path,
    *,
    layers: Sequence[Layer],
    language: str,
    now: datetime,
    clip: Any = None,
    dry_run: bool = False,
    tell: Callable[[int], None] = lambda n: None,
) -> OsmReport:
    """
    Replace the OpenStreetMap and sample places of these layers by those in the file.

    All or nothing: everything happens in one transaction. A layer of which the file holds nothing
    keeps what it has.

    :param language: language of plain ``name`` tags
    :param clip: shapely area; only what meets it is taken
    :param tell: called now and then with the number of places read
    :raises FileUnreadable: for a truncated or foreign file
    """
    targets = [Target(layer, read_filter(layer.osm)) for layer in layers]
    report = OsmReport()
    try:
        with transaction.atomic():
            _import(file, targets, language, now, clip, report, tell)
            if dry_run:
                raise NothingChanged
    except NothingChanged:
        pass
    except (RuntimeError, osmium.InvalidLocationError) as fault:
        raise FileUnreadable(
            f"{file}: this is not a whole OpenStreetMap file ({fault}). Nothing was changed. "
            "Download it again; .osm.pbf, .osm and .osm.bz2 are understood."
        ) from fault
    return report


def _import(
    file: Path,
    targets: list[Target],
    language: str,
    now: datetime,
    clip: Any,
    report: OsmReport,
    tell: Callable[[int], None],
) -> None:
    storing = {t.layer.pk: Storing(t.layer, is_sample=False, now=now, remember=True) for t in targets}
    if clip is not None:
        shapely.prepare(clip)
    for n, (target, row) in enumerate(rows_of(file, targets, language, clip)):
        storing[target.layer.pk].add(row)
        if n % TELL_EVERY == 0:
            tell(n)
    for target in targets:
        code, open_store = target.layer.code, storing[target.layer.pk]
        filled = open_store.finish(remove=None)
        if not filled.kept:
            if target.layer.is_sample:
                report.samples_kept.append(code)
            continue
        report.layers[code] = open_store.finish(remove=REPLACED)
        mark_layer(layer=target.layer, source=SOURCE, licence=LICENCE, is_sample=False)


def rows_of(
    file: Path, targets: Sequence[Target], language: str, clip: Any = None
) -> Iterator[tuple[Target, PlaceRow]]:
    """Read the file once and yield each thing with the layer it belongs on."""
    keys = sorted(set[str]().union(*(t.wanted.keys for t in targets)))
    reader = (
        osmium.FileProcessor(str(file))
        .with_areas(EmptyTagFilter(), KeyFilter(*keys))
        .with_filter(EmptyTagFilter())
        .with_filter(KeyFilter(*keys))
    )
    by_key: dict[str, list[Target]] = {}
    for target in targets:
        for key in target.wanted.keys:
            by_key.setdefault(key, []).append(target)
    write = WKBFactory()
    for thing in reader:
        tags = {tag.k: tag.v for tag in thing.tags}
        near = {t.layer.pk: t for key in tags for t in by_key.get(key, ())}
        hits = [t for t in near.values() if _fits(thing, t.layer.geometry) and t.wanted.matches(tags)]
        if hits:
            yield from _rows(thing, tags, hits, language, clip, write)


def _rows(
    thing: Any, tags: dict[str, str], hits: list[Target], language: str, clip: Any, write: WKBFactory
) -> Iterator[tuple[Target, PlaceRow]]:
    shape = _shape(thing, write)
    if shape is None or (clip is not None and not clip.intersects(shape)):
        return
    key, names = _key(thing), names_of(tags, language)
    kept, address = kept_tags(tags), address_of(tags)
    for target in hits:
        as_point = target.layer.geometry == Layer.Shape.POINT and shape.geom_type != "Point"
        geometry = shape.point_on_surface() if as_point else shape
        yield target, PlaceRow(key=key, names=names, geometry=geometry, properties=kept, address=address)


def _fits(thing: Any, geometry: str) -> bool:
    # A closed way comes twice, as a way and as an area; each layer takes the one it is made for.
    if thing.is_node():
        return geometry in ("point", "any")
    if thing.is_way():
        return geometry == "line" or (geometry == "any" and not thing.is_closed())
    return bool(thing.is_area() and geometry in ("area", "any", "point"))


def _shape(thing: Any, write: WKBFactory) -> Any:
    try:
        if thing.is_node():
            return shapely.Point(thing.lon, thing.lat)
        if thing.is_way():
            return shapely.from_wkb(write.create_linestring(thing))
        return _plain(shapely.from_wkb(write.create_multipolygon(thing)))
    except (RuntimeError, osmium.InvalidLocationError, shapely.GEOSException):
        # An extract cuts ways at its border, and some outlines are broken: the rest of the file is good.
        return None


def _plain(shape: Any) -> Any:
    return shape.geoms[0] if len(shape.geoms) == 1 else shape


def _key(thing: Any) -> str:
    if thing.is_area():
        return f"{KEY}{'w' if thing.from_way() else 'r'}{thing.orig_id()}"
    return f"{KEY}{'n' if thing.is_node() else 'w'}{thing.id}"
