"""Figures about places for indicators."""

from __future__ import annotations

from django.db.models import Count, Max

from meydan.kernel.places.models import Place
from meydan.numerics.figure import Figure


def count_in_layer(*, code: str) -> Figure:
    """How many places the layer ``code`` has."""
    found = Place.objects.filter(layer__code=code).aggregate(count=Count("pk"), last=Max("updated_at"))
    return Figure.of_count(found["count"], found["last"])
