"""Gathering values into civil hours and days."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

import numpy as np
from django.conf import settings
from django.db import transaction

from meydan.kernel.observations.engine.buckets import civil_days, civil_hours, day_starts, gather
from meydan.kernel.observations.stores import archive, rollups
from meydan.kernel.observations.stores.parquet import ArchiveUnreadable
from meydan.kernel.observations.stores.rollups import BEFORE_ALL, Mark

MARKS_A_TRANSACTION = 2_000
# Neighbouring marked days of one datastream are read together, up to this many values.
MOST_VALUES = 5_000_000
_log = logging.getLogger(__name__)


def roll_up(now: datetime, *, limit: int | None = None) -> int:
    """
    Gather the marked days again, a few thousand a transaction; return how many were gathered.

    Each day is made anew from its values, those in the archive with those in the table, so late data leave no
    trace of having been late. A day whose archive cannot be read keeps its figures and its mark.
    """
    done, after = 0, BEFORE_ALL
    while limit is None or done < limit:
        marks = _roll_up_some(
            MARKS_A_TRANSACTION if limit is None else min(limit - done, MARKS_A_TRANSACTION), after
        )
        if not marks:
            break
        done, after = done + len(marks), marks[-1]
    return done


@transaction.atomic
def _roll_up_some(limit: int, after: Mark) -> list[Mark]:
    marks = rollups.take_marks(limit, after)
    for datastream_id, own in groupby(marks, key=lambda mark: mark[0]):
        gather_days(datastream_id, [day for _, day in own])
    return marks


def gather_days(datastream_id: int, days: Sequence[int]) -> None:
    """Gather civil days (in order) of a datastream anew, in the caller's transaction, which took their marks."""
    for first, last in _runs(days):
        try:
            _gather_days(datastream_id, first, last + 1)
        except ArchiveUnreadable as fault:
            _log.error("days of datastream %s wait for the archive: %s", datastream_id, fault)
            again = list(range(first, last + 1))
            rollups.mark([datastream_id] * len(again), again)


def _runs(days: Sequence[int]) -> Iterator[tuple[int, int]]:
    each = np.array(days, dtype=np.int64)
    for run in np.split(each, np.flatnonzero(np.diff(each) > 1) + 1):
        if run.size:
            yield int(run[0]), int(run[-1])


def _gather_days(datastream_id: int, first: int, until: int) -> None:
    zone = settings.CITY_ZONE
    first = max(first, archive.closed_before(archive.kept_of(datastream_id), zone))
    if first >= until:
        return
    begin, end = day_starts(np.array([first, until]), zone).tolist()
    at_us, value = archive.read(
        datastream_id, begin, end, MOST_VALUES if until - first > 1 else archive.NO_LIMIT
    )
    if at_us.size == MOST_VALUES and until - first > 1:
        # A part of them is not the whole of them.
        middle = (first + until) // 2
        _gather_days(datastream_id, first, middle)
        _gather_days(datastream_id, middle, until)
        return
    rollups.replace("observations_hour", datastream_id, begin, end, gather(civil_hours(at_us, zone), value))
    rollups.replace("observations_day", datastream_id, first, until, gather(civil_days(at_us, zone), value))
