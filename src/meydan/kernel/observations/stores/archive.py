"""Which months lie in the archive and up to where, and values from the table and the archive as one series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings
from django.db import connection

from meydan.kernel.observations.engine.archived import ArchivedRows, merge
from meydan.kernel.observations.engine.batch import NO_TIME, Floats, Ints
from meydan.kernel.observations.engine.buckets import civil_days
from meydan.kernel.observations.engine.slots import at_of, bound_of
from meydan.kernel.observations.stores import parquet, store

BEGINNING, END = -(2**62), 2**62
NO_LIMIT = 2**31 - 1
# Before every civil day that has a number.
FIRST_DAY = -(2**31)


@dataclass(frozen=True)
class Kept:
    """From when on values stand in the table, and before when they are gone without an archive [µs]."""

    raw_from_us: int = BEGINNING
    lost_before_us: int = BEGINNING


def folder() -> Path:
    """Where the archive lies."""
    found: Path = settings.MEYDAN_HOME.folder("archive") / "observations"
    return found


def kept_from(datastream_ids: Sequence[int]) -> dict[int, Kept]:
    """What was removed of these datastreams; one of which nothing was is not in the answer."""
    among, ids = store().among(datastream_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datastream_id, raw_from_us, lost_before_us FROM observations_keptfrom "
            f"WHERE datastream_id {among}",
            [ids],
        )
        return {
            pk: Kept(raw_from, BEGINNING if lost_before is None else lost_before)
            for pk, raw_from, lost_before in cursor.fetchall()
        }


def kept_of(datastream_id: int) -> Kept:
    """What was removed of one datastream."""
    return kept_from([datastream_id]).get(datastream_id, Kept())


def closed_before(kept: Kept, zone: ZoneInfo) -> int:
    """
    The first civil day whose figures may still change.

    The values of earlier days were removed without an archive: their figures cannot be made again.
    """
    if kept.lost_before_us == BEGINNING:
        return FIRST_DAY
    return int(civil_days(np.array([kept.lost_before_us - 1]), zone)[0]) + 1


def months(datastream_id: int, from_us: int, until_us: int) -> list[tuple[int, Path]]:
    """The archived months of a datastream that hold something in [from, until), in order, with their files."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT month, path FROM observations_archivedmonth "
            "WHERE datastream_id = %s AND last_us >= %s AND first_us < %s ORDER BY month",
            [datastream_id, from_us, until_us],
        )
        return [(month, folder() / path) for month, path in cursor.fetchall()]


def removed_rows(datastream_id: int, first: int, until: int, limit: int | None = None) -> ArchivedRows:
    """
    Rows with slots in [first, until) that were removed from the table, out of the archive, in order.

    What a file holds of a time that still stands in the table is passed over: there the table is right.

    :param limit: stop opening files once there are so many
    :raises ArchiveUnreadable: if a file is missing or damaged
    """
    parts: list[ArchivedRows] = []
    for rows in removed_months(datastream_id, first, until):
        parts.append(rows)
        if limit is not None and sum(map(len, parts)) >= limit:
            break
    if not parts:
        return ArchivedRows.none()
    details = {slot: detail for part in parts for slot, detail in part.details.items()}
    return ArchivedRows(
        np.concatenate([part.slot for part in parts]),
        np.concatenate([part.value for part in parts]),
        np.concatenate([part.known_us for part in parts]),
        details,
    )


def removed_months(
    datastream_id: int, first: int, until: int, *, newest_first: bool = False
) -> Iterator[ArchivedRows]:
    """
    The rows of :func:`removed_rows` month after month, each read only when it is asked for.

    :raises ArchiveUnreadable: if a file is missing or damaged
    """
    until = min(until, bound_of(kept_of(datastream_id).raw_from_us))
    if first >= until:
        return
    found = months(datastream_id, at_of(first), at_of(until - 1) + 1)
    for _, path in reversed(found) if newest_first else found:
        rows = parquet.read(path)
        yield rows.where((rows.slot >= first) & (rows.slot < until))


def read_slots(datastream_id: int, first: int, until: int, limit: int) -> tuple[Ints, Floats]:
    """
    Slots in [first, until) and values of a datastream, at most ``limit``, in order, wherever they lie.

    A value that stands in the table is newer than one of its slot in the archive.

    :raises ArchiveUnreadable: if a file is missing or damaged
    """
    # The table first: what is removed from it meanwhile lies in the archive by then.
    slot, value = in_table(datastream_id, first, until, limit)
    old = removed_rows(datastream_id, first, until, limit)
    if not len(old):
        return slot, value
    whole = merge(old, ArchivedRows(slot, value, np.full(slot.size, NO_TIME), {})).rows
    return whole.slot[:limit], whole.value[:limit]


def in_table(datastream_id: int, first: int, until: int, limit: int = NO_LIMIT) -> tuple[Ints, Floats]:
    """Slots in [first, until) and values of a datastream that stand in the table, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slot, value FROM observations_value WHERE datastream_id = %s AND slot >= %s "
            "AND slot < %s ORDER BY slot LIMIT %s",
            [datastream_id, first, until, limit],
        )
        rows = cursor.fetchall()
    count = len(rows)
    return (
        np.fromiter((row[0] for row in rows), np.int64, count),
        np.fromiter((row[1] for row in rows), np.float64, count),
    )


def read(datastream_id: int, from_us: int, until_us: int, limit: int) -> tuple[Ints, Floats]:
    """Instants in [from, until) and values, as :func:`read_slots` finds them."""
    slot, value = read_slots(datastream_id, bound_of(from_us), bound_of(until_us), limit)
    return at_of(slot), value


def read_on(
    datastream_id: int, from_us: int, until_us: int, chunk: int = 50_000
) -> Iterator[tuple[Ints, Floats]]:
    """Yield all values of a datastream in [from, until), in order, so many at a time, wherever they lie."""
    first, until = bound_of(from_us), bound_of(until_us)
    while True:
        slot, value = read_slots(datastream_id, first, until, chunk)
        if slot.size:
            yield at_of(slot), value
        if slot.size < chunk:
            return
        first = int(slot[-1]) + 1
