"""What changes layers, places and occurrences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from meydan.kernel.places.engine.shapes import tidy
from meydan.kernel.places.models import Layer, Occurrence, Place
from meydan.kernel.places.rows import BadGeometry, as_shapes, to_wkb


class OccurrenceUnplaced(ValueError):
    """An occurrence needs a place or a geometry, and an end after its start."""


@transaction.atomic
def ensure_layer(
    code: str,
    *,
    names: Mapping[str, str],
    geometry: str = "any",
    theme: str = "",
    icon: str = "",
    color: str = "",
    osm: str = "",
    is_public: bool = True,
    is_sample: bool = False,
    source: str = "",
    licence: str = "",
    order: int = 0,
) -> Layer:
    """Return the layer with this code, made if it is new and otherwise left as it stands."""
    layer, _made = Layer.objects.get_or_create(
        code=code,
        defaults={
            "names": dict(names), "geometry": geometry, "theme": theme, "icon": icon, "color": color,
            "osm": osm, "is_public": is_public, "is_sample": is_sample, "source": source,
            "licence": licence, "order": order,
        },
    )  # fmt: skip
    return layer


@transaction.atomic
def describe_layer(code: str, **described: Any) -> Layer:
    """Make the layer or change how it is described; its places, source and sample mark stay."""
    layer, _made = Layer.objects.update_or_create(code=code, defaults=described)
    return layer


@transaction.atomic
def mark_layer(*, layer: Layer, source: str, licence: str, is_sample: bool) -> None:
    """Say where a layer's places come from and whether they are sample."""
    Layer.objects.filter(pk=layer.pk).update(source=source, licence=licence, is_sample=is_sample)
    layer.source, layer.licence, layer.is_sample = source, licence, is_sample


@transaction.atomic
def add_occurrence(
    *,
    kind: str,
    names: Mapping[str, str],
    starts_at: datetime,
    ends_at: datetime | None = None,
    place: Place | None = None,
    geometry: Any = None,
    source: str = "",
    key: str | None = None,
    is_sample: bool = False,
) -> Occurrence:
    """
    Record what happens somewhere; the same ``key`` again overwrites.

    :param geometry: shapely geometry or WKB in EPSG:4326; not needed when ``place`` is given
    :raises OccurrenceUnplaced: without place and geometry, or when it ends before it starts
    """
    wkb = None
    if geometry is not None:
        tidied = tidy(as_shapes([geometry]), "any")
        if tidied.faults[0]:
            raise BadGeometry(tidied.faults[0])
        wkb = to_wkb(tidied.shapes)[0]
    values = {
        "kind": kind, "names": dict(names), "starts_at": starts_at, "ends_at": ends_at, "place": place,
        "geometry": wkb, "source": source, "is_sample": is_sample,
    }  # fmt: skip
    try:
        with transaction.atomic():
            if key is None:
                return Occurrence.objects.create(**values)
            return Occurrence.objects.update_or_create(key=key, defaults=values)[0]
    except IntegrityError as clash:
        raise OccurrenceUnplaced(f"{kind} {starts_at:%Y-%m-%d}: {clash}") from clash


@transaction.atomic
def remove_occurrence(*, key: str) -> None:
    """Take out what will not happen after all; one that is not there is no fault."""
    Occurrence.objects.filter(key=key).delete()


@transaction.atomic
def remove_sample_places() -> int:
    """Remove sample occurrences and places; return how many rows went."""
    gone = Occurrence.objects.filter(is_sample=True).delete()[0]
    layers = list(
        Place.objects.filter(is_sample=True)
        .values_list("layer_id", flat=True)
        .distinct()
        .order_by("layer_id")
    )
    gone += Place.objects.filter(is_sample=True).delete()[0]
    for layer_id in layers:
        recount(layer_ids=[layer_id])
    Layer.objects.filter(is_sample=True).update(is_sample=False, source="", licence="")
    return gone


def recount(*, layer_ids: Iterable[int], now: datetime | None = None) -> None:
    """Count the places of these layers and raise the layers' version."""
    for layer_id in layer_ids:
        values: dict[str, Any] = {"place_count": Place.objects.filter(layer_id=layer_id).count()}
        if now is not None:
            values["updated_at"] = now
        Layer.objects.filter(pk=layer_id).update(version=F("version") + 1, **values)
