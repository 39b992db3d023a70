"""Rows of a file into one layer, by the one way both commands share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from meydan.kernel.places.imports.runs import FileUnreadable, NothingChanged
from meydan.kernel.places.models import Layer
from meydan.kernel.places.operations import mark_layer
from meydan.kernel.places.rows import PlaceRow
from meydan.kernel.places.storing import EVERYTHING, StoreReport, Storing


def layer_named(code: str) -> Layer:
    """
    Return the layer of this code.

    :raises FileUnreadable: naming the known ones
    """
    found = Layer.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Layer.objects.order_by("code").values_list("code", flat=True))
        raise FileUnreadable(f"there is no layer {code!r}. Known layers: {known}.")
    return found


def store_file(
    layer: Layer,
    rows: Iterable[PlaceRow],
    *,
    now: datetime,
    source: str,
    licence: str,
    replace: bool,
    dry_run: bool,
) -> StoreReport:
    """Store the rows and remove the layer's sample places, all or nothing; a dry run rolls back."""
    report = StoreReport()
    try:
        with transaction.atomic():
            storing = Storing(layer, is_sample=False, now=now, remember=True)
            for row in rows:
                storing.add(row)
            report = storing.finish(remove=None)
            if report.kept:
                report = storing.finish(remove=EVERYTHING if replace else Q(is_sample=True))
                mark_layer(layer=layer, source=source, licence=licence, is_sample=False)
            if dry_run:
                raise NothingChanged
    except NothingChanged:
        pass
    return report
