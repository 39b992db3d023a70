"""Figures of this room that indicators may name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from meydan.kernel.exchange.models import Dataset
from meydan.kernel.places.public import layers
from meydan.kernel.strategy.public import indicator_query
from meydan.numerics.figure import Figure


@indicator_query(
    "exchange.datasets_count",
    reads=("exchange",),
    formula=_("Data sets in the catalogue and layers of the map that anybody may take, counted"),
    looks_back=False,
)
def datasets_count(params: Mapping[str, Any], now: datetime) -> Figure:
    """How many sets of data are open; a map layer without places is none."""
    held = [one for one in layers(public_only=True) if one.place_count]
    last = max((one.updated_at for one in held if one.updated_at), default=None)
    return Figure.of_count(Dataset.objects.count() + len(held), last)
