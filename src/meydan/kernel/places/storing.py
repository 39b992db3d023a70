"""Many places at once, into either database, all or nothing."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import transaction

from meydan.kernel.places.models import Layer, Place
from meydan.kernel.places.operations import recount
from meydan.kernel.places.rows import PlaceRow, prepare
from meydan.kernel.places.stores.choice import store
from meydan.kernel.places.stores.protocol import COLUMNS

CHUNK = 2000
_KEY_AT = COLUMNS.index("key")
_DIGEST_AT = COLUMNS.index("digest")


@dataclass
class StoreReport:
    """What became of the rows."""

    stored: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: list[tuple[PlaceRow, str]] = field(default_factory=list)


@transaction.atomic
def store_places(
    *,
    layer: Layer,
    rows: Iterable[PlaceRow],
    is_sample: bool,
    now: datetime,
    replace: bool = False,
) -> StoreReport:
    """
    Store rows by (layer, key): new ones are added, different ones overwritten, equal ones left alone.

    :param rows: read once, in chunks, so a generator keeps memory bounded
    :param replace: also remove places of the layer that no row named
    """
    report, seen = StoreReport(), array("q")
    for chunk in _chunks(rows):
        _store_chunk(layer, chunk, is_sample, now, report, seen if replace else None)
    if replace:
        report.removed = _remove_unseen(layer, seen)
    if report.stored or report.changed or report.removed:
        recount(layer_ids=[layer.pk], now=now)
        layer.refresh_from_db(fields=["version", "place_count", "updated_at"])
    return report


def _store_chunk(
    layer: Layer,
    chunk: list[PlaceRow],
    is_sample: bool,
    now: datetime,
    report: StoreReport,
    seen: array[int] | None,
) -> None:
    ready = prepare(chunk, layer_id=layer.pk, kind=layer.geometry, is_sample=is_sample, now=now)
    report.refused += ready.refused
    known = _known(layer, list(ready.values))
    fresh = [values for key, values in ready.values.items() if key not in known]
    changed = [
        [*values, known[key][0]]
        for key, values in ready.values.items()
        if key in known and known[key][1] != values[_DIGEST_AT]
    ]
    store().insert(fresh)
    store().update(changed)
    report.stored += len(fresh)
    report.changed += len(changed)
    report.unchanged += len(known) - len(changed)
    if seen is not None:
        seen.extend(pk for pk, _digest in known.values())
        if fresh:
            seen.extend(pk for pk, _digest in _known(layer, [values[_KEY_AT] for values in fresh]).values())


def _known(layer: Layer, keys: list[str]) -> dict[str, tuple[int, str]]:
    found = Place.objects.filter(layer=layer, key__in=keys).values_list("key", "pk", "digest")
    return {key: (pk, digest) for key, pk, digest in found.iterator()}


def _remove_unseen(layer: Layer, seen: array[int]) -> int:
    keep = set(seen)
    every = Place.objects.filter(layer=layer).order_by("pk").values_list("pk", flat=True)
    gone = [pk for pk in every if pk not in keep]
    for start in range(0, len(gone), CHUNK):
        Place.objects.filter(pk__in=gone[start : start + CHUNK]).delete()
    return len(gone)


def _chunks(rows: Iterable[PlaceRow]) -> Iterator[list[PlaceRow]]:
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk
