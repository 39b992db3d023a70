"""Many places at once, into either database, all or nothing."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from meydan.kernel.places.models import Layer, Place
from meydan.kernel.places.operations import recount
from meydan.kernel.places.rows import PlaceRow, prepare
from meydan.kernel.places.stores.choice import store
from meydan.kernel.places.stores.protocol import COLUMNS

CHUNK = 2000
_KEY_AT = COLUMNS.index("key")
_DIGEST_AT = COLUMNS.index("digest")
EVERYTHING = Q()


@dataclass
class StoreReport:
    """What became of the rows."""

    stored: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: list[tuple[PlaceRow, str]] = field(default_factory=list)

    @property
    def kept(self) -> int:
        """How many of the rows stand in the layer now."""
        return self.stored + self.changed + self.unchanged


@transaction.atomic
def store_places(
    *, layer: Layer, rows: Iterable[PlaceRow], is_sample: bool, now: datetime, replace: bool = False
) -> StoreReport:
    """
    Store rows by (layer, key): new ones are added, different ones overwritten, equal ones left alone.

    :param rows: read once, in chunks, so a generator keeps memory bounded
    :param replace: also remove places of the layer that no row named
    """
    storing = Storing(layer, is_sample=is_sample, now=now, remember=replace)
    for row in rows:
        storing.add(row)
    return storing.finish(remove=EVERYTHING if replace else None)


class Storing:
    """One layer being stored inside the caller's transaction; :meth:`finish` ends it."""

    def __init__(self, layer: Layer, *, is_sample: bool, now: datetime, remember: bool) -> None:
        self.layer, self.report = layer, StoreReport()
        self._is_sample, self._now = is_sample, now
        self._waiting: list[PlaceRow] = []
        self._seen: array[int] | None = array("q") if remember else None

    def add(self, row: PlaceRow) -> None:
        """Take one row; every 2,000 go to the database together."""
        self._waiting.append(row)
        if len(self._waiting) >= CHUNK:
            self._flush()

    def finish(self, *, remove: Q | None) -> StoreReport:
        """
        Store what waits and, of the places that ``remove`` picks, remove those no row named.

        The layer is counted and its version raised when anything changed.
        """
        self._flush()
        if remove is not None:
            self.report.removed = self._remove_unseen(remove)
        if self._is_sample and self.report.kept and not self.layer.is_sample:
            # One sample place is enough: a list that shows it must say so.
            Layer.objects.filter(pk=self.layer.pk).update(is_sample=True)
            self.layer.is_sample = True
        if self.report.stored or self.report.changed or self.report.removed:
            recount(layer_ids=[self.layer.pk], now=self._now)
            self.layer.refresh_from_db(fields=["version", "place_count", "updated_at"])
        return self.report

    def _flush(self) -> None:
        if not self._waiting:
            return
        ready = prepare(
            self._waiting,
            layer_id=self.layer.pk,
            kind=self.layer.geometry,
            is_sample=self._is_sample,
            now=self._now,
        )
        self._waiting = []
        self.report.refused += ready.refused
        known = self._known(list(ready.values))
        fresh = [values for key, values in ready.values.items() if key not in known]
        self._write(ready.values, known, fresh)
        if self._seen is not None:
            self._seen.extend(pk for pk, _digest in known.values())
            self._seen.extend(pk for pk, _d in self._known([values[_KEY_AT] for values in fresh]).values())

    def _write(
        self, values_of: dict[str, list[object]], known: dict[str, tuple[int, str]], fresh: list[list[object]]
    ) -> None:
        changed = [
            [*values_of[key], pk]
            for key, (pk, digest) in known.items()
            if digest != values_of[key][_DIGEST_AT]
        ]
        store().insert(fresh)
        store().update(changed)
        self.report.stored += len(fresh)
        self.report.changed += len(changed)
        self.report.unchanged += len(known) - len(changed)

    def _known(self, keys: list[str]) -> dict[str, tuple[int, str]]:
        if not keys:
            return {}
        found = Place.objects.filter(layer=self.layer, key__in=keys).values_list("key", "pk", "digest")
        return {key: (pk, digest) for key, pk, digest in found.iterator()}

    def _remove_unseen(self, remove: Q) -> int:
        keep = set(self._seen or ())
        every = Place.objects.filter(remove, layer=self.layer).order_by("pk").values_list("pk", flat=True)
        gone = [pk for pk in every if pk not in keep]
        for start in range(0, len(gone), CHUNK):
            Place.objects.filter(pk__in=gone[start : start + CHUNK]).delete()
        return len(gone)
