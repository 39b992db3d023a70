"""Rules look at what was stored, in the transaction that stored it."""

from __future__ import annotations

from datetime import datetime

from meydan.kernel.observations.engine.batch import Batch
from meydan.kernel.observations.models import Datastream

# Datastream -> (instant, value, same since) of the newest row before a batch.
Newness = dict[int, tuple[int, float, int]]


def watch(kept: Batch, streams: dict[int, Datastream], before: Newness, now: datetime) -> int:
    """Evaluate every rule on the datastreams of a batch; return how many alerts opened."""
    return 0
