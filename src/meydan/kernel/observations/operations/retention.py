"""
Removing values that are older than they are kept, never before their figures are gathered and their month is safe.

Everything follows from one line a datastream: from ``raw_from_us`` on the table is right, before it the archive is,
with what came late in the table laid over it. Days that were removed without an archive are closed: what comes for
them is put in quarantine, and their figures stay.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.conf import settings
from django.db import transaction

from meydan.kernel.observations.engine.buckets import civil_days, day_starts
from meydan.kernel.observations.engine.moments import DAY_US, to_us
from meydan.kernel.observations.engine.months import month_of, month_start_us
from meydan.kernel.observations.engine.slots import at_of, bound_of, seq_of
from meydan.kernel.observations.models import Datastream, KeptFrom, LatestValue, QuarantinedRow
from meydan.kernel.observations.operations.held import ArchiveIsBehind, Held
from meydan.kernel.observations.operations.rollups import gather_days
from meydan.kernel.observations.stores import archive, removing, rollups, states
from meydan.kernel.observations.stores.archive import Kept
from meydan.kernel.observations.stores.parquet import ArchiveUnreadable

# Rows that one transaction removes, give or take a day: a writer waits no longer than that takes.
ROWS_A_TRANSACTION = 20_000
# A month that goes on changing while it is being archived is left for the next night.
MOST_ATTEMPTS = 5


@dataclass(frozen=True)
class Keeping:
    """How long a datastream keeps its values [days; ``None`` for ever], and whether the archive takes them."""

    kept_days: int | None
    is_archived: bool


def remove_old(
    *, datastream: Datastream, keeping: Keeping, now: datetime, until_s: float | None = None
) -> int:
    """
    Remove the values of a datastream that are older than it keeps them; return how many.

    Whole civil days, in short transactions, oldest first. The day of the newest value stays whatever its age.

    :param until_s: stop between two transactions once the monotonic clock shows this
    :raises ArchiveUnreadable: if a file cannot be written or read; nothing is removed then that is not safe
    """
    end_us = boundary_us(datastream, keeping, now)
    removed, attempts = 0, 0
    held = Held(datastream, now)
    while until_s is None or time.monotonic() < until_s:
        first = removing.oldest(datastream.pk)
        kept = archive.kept_of(datastream.pk)
        if first is None or at_of(first) >= max(end_us, kept.lost_before_us):
            break
        if at_of(first) < kept.lost_before_us:
            set_aside(datastream=datastream, kept=kept, now=now)
            continue
        try:
            removed += _remove_some(datastream, keeping, held, first, end_us)
        except ArchiveIsBehind:
            held.forget()
            attempts += 1
            if attempts == MOST_ATTEMPTS:
                break
    return removed


def boundary_us(datastream: Datastream, keeping: Keeping, now: datetime) -> int:
    """The midnight before which values are too old; the day of the newest value is not."""
    newest_us = LatestValue.objects.filter(pk=datastream.pk).values_list("at_us", flat=True).first()
    if keeping.kept_days is None or newest_us is None:
        return archive.BEGINNING
    at_us = min(to_us(now) - keeping.kept_days * DAY_US, newest_us)
    return _midnight_us(at_us, 0)


def _midnight_us(at_us: int, days: int) -> int:
    day = civil_days(np.array([at_us]), settings.CITY_ZONE) + days
    return int(day_starts(day, settings.CITY_ZONE)[0])


def _remove_some(datastream: Datastream, keeping: Keeping, held: Held, first: int, end_us: int) -> int:
    until_us = min(_some_days_us(datastream.pk, first), end_us)
    if keeping.is_archived:
        month = month_of(at_of(first))
        until_us = min(until_us, month_start_us(month + 1))
        held.take(month, end_us)
    return _remove_span(datastream, held if keeping.is_archived else None, first, until_us)


def _some_days_us(datastream_id: int, first: int) -> int:
    """The midnight after so many rows, at least that after the day of the first."""
    after = removing.slot_after(datastream_id, first, ROWS_A_TRANSACTION)
    next_us = _midnight_us(at_of(first), 1)
    return archive.END if after is None else max(next_us, _midnight_us(at_of(after), 0))


@transaction.atomic
def _remove_span(datastream: Datastream, held: Held | None, first: int, until_us: int) -> int:
    """Remove [first, until); the datastream's latest row is locked, so nothing is written to it meanwhile."""
    if not states.lock([datastream.pk], 0):
        return 0
    until = bound_of(until_us)
    last_day = int(civil_days(np.array([until_us - 1]), settings.CITY_ZONE)[0])
    _gather_until(datastream.pk, last_day + 1)
    if held is not None:
        held.require(first, until)
    kept = archive.kept_of(datastream.pk)
    count = removing.remove(datastream.pk, first, until)
    lost_before_us = None if kept.lost_before_us == archive.BEGINNING else kept.lost_before_us
    if held is None:
        lost_before_us = max(until_us, kept.lost_before_us)
        removing.forget_versions(datastream.pk, until)
    KeptFrom.objects.update_or_create(
        datastream=datastream,
        defaults={"raw_from_us": max(until_us, kept.raw_from_us), "lost_before_us": lost_before_us},
    )
    removing.correct_first(datastream.pk)
    return count


def _gather_until(datastream_id: int, until_day: int) -> None:
    taken = rollups.take_marks_of(datastream_id, until_day)
    gather_days(datastream_id, taken)
    if taken and rollups.marked_days(datastream_id, taken[0], until_day):
        raise ArchiveUnreadable(f"figures of datastream {datastream_id} wait for its archive.")


@transaction.atomic
def set_aside(*, datastream: Datastream, kept: Kept, now: datetime) -> int:
    """Put what came for closed days into quarantine, some of it; return how much."""
    states.lock([datastream.pk], 0)
    slot, value = archive.in_table(
        datastream.pk, bound_of(archive.BEGINNING), bound_of(kept.lost_before_us), ROWS_A_TRANSACTION
    )
    QuarantinedRow.objects.bulk_create(
        [
            QuarantinedRow(
                datastream=datastream, at_us=at_us, seq=seq, value=repr(number),
                reason=QuarantinedRow.Reason.DAY_IS_CLOSED, received_at=now,
            )
            for at_us, seq, number in zip(
                at_of(slot).tolist(), seq_of(slot).tolist(), value.tolist(), strict=True
            )
        ],
        batch_size=1000,
    )  # fmt: skip
    if slot.size:
        removing.remove(datastream.pk, int(slot[0]), int(slot[-1]) + 1)
        removing.correct_first(datastream.pk)
    day = int(civil_days(np.array([kept.lost_before_us]), settings.CITY_ZONE)[0])
    rollups.take_marks_of(datastream.pk, day)
    return int(slot.size)
