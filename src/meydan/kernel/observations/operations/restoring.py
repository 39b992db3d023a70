"""Whole months into the archive without removing anything, and archived months back into the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import numpy as np
from django.conf import settings
from django.db import transaction

from meydan.kernel.observations.engine.archived import ArchivedRows
from meydan.kernel.observations.engine.buckets import civil_days
from meydan.kernel.observations.engine.months import month_of, month_start_us
from meydan.kernel.observations.engine.slots import at_of, bound_of
from meydan.kernel.observations.engine.versions import STILL, in_time
from meydan.kernel.observations.models import ArchivedMonth, Datastream, KeptFrom
from meydan.kernel.observations.operations.archiving import archive_month
from meydan.kernel.observations.stores import archive, asof, removing, rollups, states

Progress = Callable[[str, int], None]
# Rows that one transaction puts back, give or take an instant.
ROWS_A_TRANSACTION = 20_000


def months_in_table(datastream_id: int) -> Iterator[int]:
    """The months of which the table holds something, in order."""
    slot = removing.oldest(datastream_id)
    while slot is not None:
        month = month_of(at_of(slot))
        yield month
        slot = removing.oldest(datastream_id, bound_of(month_start_us(month + 1)))


def archive_until(
    *, datastream: Datastream, until_month: int, now: datetime, progress: Progress | None = None
) -> int:
    """
    Bring the archive of a datastream up to date with its months before one; return how many files it has of them.

    Nothing is removed. Cut at any moment, it goes on where it stopped.

    :raises ArchiveUnreadable: if a file cannot be read, or the disk does not give back what it took
    """
    count = 0
    for month in months_in_table(datastream.pk):
        if month >= until_month:
            break
        made = archive_month(datastream=datastream, month=month, until_us=month_start_us(month + 1), now=now)
        if made is not None:
            count += 1
            if progress:
                progress(made.path, made.rows)
    return count


def restore(*, datastream: Datastream, from_us: int, now: datetime, progress: Progress | None = None) -> int:
    """
    Put what was removed since ``from_us`` back into the table, newest first; return how many values.

    Short transactions, each of which leaves everything true: cut at any moment, it goes on where it stopped. Values
    go again with the next round unless the datastream keeps its values for longer by then.

    :raises ArchiveUnreadable: if a file is missing or damaged
    """
    back = 0
    while True:
        kept = archive.kept_of(datastream.pk)
        row = (
            ArchivedMonth.objects.filter(
                datastream=datastream, first_us__lt=kept.raw_from_us, last_us__gte=from_us
            )
            .order_by("-month")
            .first()
        )
        if row is None or kept.raw_from_us <= from_us:
            return back
        # What came late for the month stands in the table; the file takes it in first.
        archive_month(datastream=datastream, month=row.month, until_us=kept.raw_from_us, now=now)
        begin_us = max(from_us, month_start_us(row.month))
        rows = archive.removed_rows(datastream.pk, bound_of(begin_us), bound_of(kept.raw_from_us))
        back += _put_back(datastream, rows, begin_us)
        if progress:
            progress(row.path, len(rows))


def _put_back(datastream: Datastream, rows: ArchivedRows, begin_us: int) -> int:
    back, end = 0, len(rows)
    while end > 0:
        # A part begins with the first row of an instant.
        start = max(0, end - ROWS_A_TRANSACTION)
        start = int(np.searchsorted(rows.slot, bound_of(int(at_of(rows.slot[start])))))
        places = np.arange(len(rows))
        part = rows.where((places >= start) & (places < end))
        from_us = begin_us if start == 0 else int(at_of(rows.slot[start]))
        back += _put_back_some(datastream, part, from_us)
        end = start
    if not len(rows):
        _put_back_some(datastream, rows, begin_us)
    return back


@transaction.atomic
def _put_back_some(datastream: Datastream, rows: ArchivedRows, from_us: int) -> int:
    if not states.lock([datastream.pk], 0):
        return 0
    count = 0
    if len(rows):
        count = removing.put_back(datastream.pk, rows.slot.tolist(), rows.value.tolist(), rows.details)
        _say_when_they_came(datastream.pk, rows)
        days = np.unique(civil_days(at_of(rows.slot), settings.CITY_ZONE)).tolist()
        rollups.mark([datastream.pk] * len(days), days)
    KeptFrom.objects.filter(datastream=datastream).update(raw_from_us=from_us)
    removing.correct_first(datastream.pk)
    return count


def _say_when_they_came(datastream_id: int, rows: ArchivedRows) -> None:
    """Part the runs that came around these values while they lay in the archive."""
    since = in_time(rows.slot, asof.known_since(datastream_id, rows.slot))
    came = in_time(rows.slot, rows.known_us)
    for slot, begin_us in zip(rows.slot[since != came].tolist(), came[since != came].tolist(), strict=True):
        removing.spare(datastream_id, slot, begin_us, STILL)
