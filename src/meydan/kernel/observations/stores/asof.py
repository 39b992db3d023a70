"""Values as they were known at a moment."""

from __future__ import annotations

import numpy as np
from django.db import connection

from meydan.kernel.observations.engine.archived import ArchivedRows
from meydan.kernel.observations.engine.batch import Floats, Ints
from meydan.kernel.observations.engine.slots import bound_of
from meydan.kernel.observations.engine.versions import (
    STILL,
    Run,
    Versions,
    begins,
    joined,
    last_ends,
    of_archive,
    of_old,
    of_table,
)
from meydan.kernel.observations.stores import archive


def read_as_of(
    datastream_id: int, from_us: int, until_us: int, as_of_us: int, limit: int
) -> tuple[Ints, Floats]:
    """
    Slots in [from, until) and values, at most ``limit``, in order, as they were known at ``as_of_us``.

    Exact to the minute: a value that came within a minute of its time passes for known from its time on, also one
    that was sent ahead. What was corrected shows its value of then; what was removed is there until it was.

    :raises ArchiveUnreadable: if a file of the archive is missing or damaged
    """
    first, until = bound_of(from_us), bound_of(until_us)
    slots, values, count = [], [], 0
    while first < until and count < limit:
        page, _ = archive.read_slots(datastream_id, first, until, limit)
        end = until if page.size < limit else int(page[-1]) + 1
        slot, value = _versions(datastream_id, first, end).at(as_of_us)
        slots.append(slot)
        values.append(value)
        count, first = count + slot.size, end
    if not slots:
        return np.empty(0, np.int64), np.empty(0)
    return np.concatenate(slots)[:limit], np.concatenate(values)[:limit]


def _versions(datastream_id: int, first: int, until: int) -> Versions:
    known = versions_in_table(datastream_id, first, until)
    return joined([known, of_archive(archive.removed_rows(datastream_id, first, until), known)])


def versions_in_table(datastream_id: int, first: int, until: int) -> Versions:
    """Versions with slots in [first, until): those that stand in the table, and those that stand no more."""
    runs, old = _runs(datastream_id, first, until), _old(datastream_id, first, until)
    slot, value = archive.in_table(datastream_id, first, until)
    known = begins(slot, np.full(slot.size, STILL), last_ends(slot, old[0], old[1]), runs)
    return joined([of_table(ArchivedRows(slot, value, known, {})), of_old(*old, runs)])


def known_since(datastream_id: int, slot: Ints) -> Ints:
    """When the values of these slots of the table (in order) came; ``NO_TIME`` where they came in time."""
    if not slot.size:
        return slot
    first, until = int(slot[0]), int(slot[-1]) + 1
    old_slot, replaced_us, _ = _old(datastream_id, first, until)
    before = last_ends(slot, old_slot, replaced_us)
    return begins(slot, np.full(slot.size, STILL), before, _runs(datastream_id, first, until))


def _runs(datastream_id: int, first: int, until: int) -> list[Run]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT from_slot, to_slot, received_us FROM observations_arrival "
            "WHERE datastream_id = %s AND from_slot < %s AND to_slot >= %s",
            [datastream_id, until, first],
        )
        return list(cursor.fetchall())


def _old(datastream_id: int, first: int, until: int) -> tuple[Ints, Ints, Floats]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slot, replaced_us, value FROM observations_old_value "
            "WHERE datastream_id = %s AND slot >= %s AND slot < %s ORDER BY slot, replaced_us",
            [datastream_id, first, until],
        )
        rows = cursor.fetchall()
    return (
        np.array([row[0] for row in rows], dtype=np.int64),
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=np.float64),
    )
