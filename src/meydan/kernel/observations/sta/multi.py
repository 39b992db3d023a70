"""Results of MultiDatastreams: lists with a member for each observed property (OGC 18-088, 14.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count

from meydan.kernel.observations.engine.batch import Batch
from meydan.kernel.observations.models import MultiComponent


def width_of(stream_id: int) -> int:
    """How many members a result of this datastream has; 0 for one that is not multi."""
    found = MultiComponent.objects.filter(datastream=stream_id).aggregate(width=Count("pk"))
    return int(found["width"])


def misfit(width: int, result: Any) -> str:
    """What is wrong with a result of a datastream of this width; empty when nothing is."""
    if not width or (isinstance(result, list) and len(result) == width):
        return ""
    return f"a result of this MultiDatastream is a list of {width}"


def misfits(batch: Batch) -> list[str]:
    """For each row of one datastream what is wrong with its result."""
    if not len(batch):
        return []
    width = width_of(int(batch.datastream_id[0]))
    rare: Sequence[Any] = [None] * len(batch) if batch.rare is None else batch.rare.tolist()
    return [misfit(width, one.result[0] if one is not None and one.result else None) for one in rare]
