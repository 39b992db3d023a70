"""Gathering values into civil hours and days."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

import numpy as np
from django.conf import settings
from django.db import transaction

from meydan.kernel.observations.engine.buckets import civil_days, civil_hours, day_starts, gather
from meydan.kernel.observations.stores import rollups, values

MARKS_A_TRANSACTION = 2_000
# Neighbouring marked days of one datastream are read together, up to this many values.
MOST_VALUES = 5_000_000


def roll_up(now: datetime, *, limit: int | None = None) -> int:
    """
    Gather the marked days again, a few thousand a transaction; return how many were gathered.

    Each day is made anew from its values, so late data leave no trace of having been late.
    """
    done = 0
    while limit is None or done < limit:
        taken = _roll_up_some(
            MARKS_A_TRANSACTION if limit is None else min(limit - done, MARKS_A_TRANSACTION)
        )
        done += taken
        if not taken:
            break
    return done


@transaction.atomic
def _roll_up_some(limit: int) -> int:
    marks = rollups.take_marks(limit)
    for datastream_id, own in groupby(marks, key=lambda mark: mark[0]):
        days = np.array([day for _, day in own])
        for run in np.split(days, np.flatnonzero(np.diff(days) > 1) + 1):
            _gather_days(datastream_id, int(run[0]), int(run[-1]) + 1)
    return len(marks)


def _gather_days(datastream_id: int, first: int, until: int) -> None:
    zone = settings.CITY_ZONE
    begin, end = day_starts(np.array([first, until]), zone).tolist()
    at_us, value = values.read(datastream_id, begin, end, MOST_VALUES)
    rollups.replace("observations_hour", datastream_id, begin, end, gather(civil_hours(at_us, zone), value))
    rollups.replace("observations_day", datastream_id, first, until, gather(civil_days(at_us, zone), value))
