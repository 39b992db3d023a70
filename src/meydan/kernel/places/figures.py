"""Figures about places for indicators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from meydan.kernel.places.models import Place


@dataclass(frozen=True)
class Figure:
    """A figure, the rows behind it and when the youngest came in."""

    value: float | None
    row_count: int
    last_input_at: datetime | None


def count_in_layer(*, code: str) -> Figure:
    """How many places the layer ``code`` has."""
    found = Place.objects.filter(layer__code=code).aggregate(count=Count("pk"), last=Max("updated_at"))
    return Figure(float(found["count"]), found["count"], found["last"])
