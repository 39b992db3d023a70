"""The plain case on PostgreSQL in one statement; see ``take_plain.sql``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection

from meydan.kernel.observations.engine.batch import NO_TIME, Batch
from meydan.kernel.observations.engine.buckets import civil_days
from meydan.kernel.observations.engine.moments import FIRST_KEPT_US, LAST_KEPT_US, to_us
from meydan.kernel.observations.engine.slots import slot_of
from meydan.kernel.observations.stores import feed, postgresql
from meydan.kernel.observations.stores.arrivals import IN_TIME_US
from meydan.kernel.observations.stores.values import Written

FUNCTION = Path(__file__).with_name("take_plain.sql")
CALL = f"SELECT added, corrected FROM observations_take_plain({', '.join(['%s'] * 15)})"


def take(rows: Batch, now: datetime) -> Written | None:
    """
    Store an ordered batch whose keys are unique, all of it in one statement.

    ``None`` when something about it, or about a datastream, is out of the usual: then nothing is written.
    """
    usual = _usual(rows)
    if usual is None or not np.isfinite(rows.value).all() or not _has_days(rows):
        return None
    result_time, feature = usual
    now_us = to_us(now)
    slots = slot_of(rows.at_us, rows.seq)
    parameters = [
        rows.datastream_id, slots, rows.value, civil_days(rows.at_us, settings.CITY_ZONE), *_ends(rows, slots),
        result_time, feature, now_us, now_us - IN_TIME_US, feed.pack(rows),
    ]  # fmt: skip
    added, corrected = _call(parameters)
    return None if added < 0 else Written(added, len(rows) - added - corrected, corrected)


def _call(parameters: list[Any]) -> tuple[int, int]:
    connection.ensure_connection()
    cursor = postgresql.cursor_of(connection.connection)
    with connection.wrap_database_errors:
        cursor.execute(CALL, parameters, prepare=True)
        added, corrected = cursor.fetchone()  # type: ignore[misc]
    return int(added), int(corrected)


def _has_days(rows: Batch) -> bool:
    """Whether every instant has a day in the calendar."""
    return bool(rows.at_us.min() >= FIRST_KEPT_US and rows.at_us.max() <= LAST_KEPT_US)


def _usual(rows: Batch) -> tuple[str, int] | None:
    """The one result time rule and the one feature of the rows: "" and -1 where they do not speak of it."""
    if rows.seq.any():
        return None
    if rows.result_us is None or rows.feature_id is None:
        return "", -1
    if rows.rare is not None and any(one is not None for one in rows.rare):
        return None
    feature = int(rows.feature_id[0])
    if len(rows) > 1 and (rows.feature_id != feature).any():
        return None
    if (rows.result_us == rows.at_us).all():
        return "same", feature
    return ("none", feature) if (rows.result_us == NO_TIME).all() else None


def _ends(rows: Batch, slots: np.ndarray) -> list[np.ndarray]:
    """A datastream: its id, first instant, last slot and value, since when that value stands, whether throughout."""
    ids = rows.datastream_id
    new = np.append(True, ids[1:] != ids[:-1])
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(rows)) - 1
    # A run of equal values begins where the datastream or the value changes.
    change = np.append(True, new[1:] | (rows.value[1:] != rows.value[:-1]))
    begin = np.maximum.accumulate(np.where(change, np.arange(len(rows)), 0))[last]
    return [
        ids[first], rows.at_us[first], slots[last], rows.value[last], rows.at_us[begin],
        (begin == first).astype(np.int64),
    ]  # fmt: skip
