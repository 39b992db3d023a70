"""Several senders' batches in one transaction: one commit for all, and no fault of one for the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import connection, transaction
from django.db.utils import OperationalError

from meydan.kernel.observations.engine.batch import Batch
from meydan.kernel.observations.operations.ingest import StoreReport, Taken, take_at_once, take_in


@dataclass(frozen=True)
class Part:
    """What one sender sent."""

    batch: Batch
    source: str


Outcome = Taken | Exception


def take_together(parts: Sequence[Part], now: datetime) -> list[Outcome]:
    """
    Store several batches; the answer holds what became of each, or the fault that kept it out.

    All of them are committed together. When that fails each is tried alone, so that only those with a
    fault of their own are kept out.
    """
    if len(parts) == 1:
        return [_alone(parts[0], now)]
    try:
        joined = Batch.joined([part.batch for part in parts])
        taken = _taken(joined, _sources(parts), now)
    except Exception:
        return [_alone(part, now) for part in parts]
    return _shares(parts, taken)


def _alone(part: Part, now: datetime) -> Outcome:
    try:
        return _taken(part.batch, part.source, now)
    except OperationalError as fault:
        # A connection that broke is no use for the next batch.
        connection.close_if_unusable_or_obsolete()
        return fault
    except Exception as fault:
        return fault


def _taken(batch: Batch, source: str, now: datetime) -> Taken:
    """The batch in one statement where that can be, otherwise in one transaction."""
    was_tried = not connection.in_atomic_block
    if (taken := take_at_once(batch=batch, now=now)) is not None:
        return taken
    with transaction.atomic():
        return take_in(batch=batch, now=now, source=source, may_be_plain=not was_tried)


def _sources(parts: Sequence[Part]) -> str:
    return ", ".join(sorted({part.source for part in parts}))[:200]


def _shares(parts: Sequence[Part], taken: Taken) -> list[Outcome]:
    """Each sender's rows of what was stored together; the counts are those of the whole."""
    shares: list[Outcome] = []
    start = 0
    for part in parts:
        end = start + len(part.batch)
        refused = int(np.count_nonzero(taken.reasons[start:end]))
        report = StoreReport(len(part.batch) - refused, 0, 0)
        shares.append(Taken(report, taken.slot[start:end], taken.reasons[start:end]))
        start = end
    return shares
