"""Taking values out of the table, and putting them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from meydan.kernel.observations.engine.slots import FIRST, at_of
from meydan.kernel.observations.stores import insert_rows, states
from meydan.kernel.observations.stores.details import COLUMNS, TYPES
from meydan.kernel.observations.stores.values import VALUE_TYPES


def oldest(datastream_id: int, first: int = FIRST) -> int | None:
    """The oldest slot of a datastream in the table, from one on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slot FROM observations_value WHERE datastream_id = %s AND slot >= %s ORDER BY slot LIMIT 1",
            [datastream_id, first],
        )
        found = cursor.fetchone()
    return None if found is None else int(found[0])


def slot_after(datastream_id: int, first: int, count: int) -> int | None:
    """The slot that lies ``count`` rows after ``first``; ``None`` when there are not so many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slot FROM observations_value WHERE datastream_id = %s AND slot >= %s "
            "ORDER BY slot LIMIT 1 OFFSET %s",
            [datastream_id, first, count],
        )
        found = cursor.fetchone()
    return None if found is None else int(found[0])


def remove(datastream_id: int, first: int, until: int) -> int:
    """Remove the values with slots in [first, until) and their details; return how many values."""
    span = [datastream_id, first, until]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM observations_detail WHERE datastream_id = %s AND slot >= %s AND slot < %s", span
        )
        cursor.execute(
            "DELETE FROM observations_value WHERE datastream_id = %s AND slot >= %s AND slot < %s", span
        )
        return int(cursor.rowcount)


def forget_versions(datastream_id: int, until: int) -> None:
    """Remove earlier versions and arrivals before a slot: nothing is left that they speak of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM observations_old_value WHERE datastream_id = %s AND slot < %s",
            [datastream_id, until],
        )
        cursor.execute(
            "DELETE FROM observations_arrival WHERE datastream_id = %s AND to_slot < %s",
            [datastream_id, until],
        )


def spare(datastream_id: int, slot: int, after_us: int, before_us: int) -> None:
    """
    Part the runs that came in (after, before) around a slot.

    They span it only because its value lay in the archive and not in the table when they came.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM observations_arrival WHERE datastream_id = %s AND from_slot <= %s AND to_slot >= %s "
            "AND received_us > %s AND received_us < %s RETURNING from_slot, to_slot, received_us",
            [datastream_id, slot, slot, after_us, before_us],
        )
        runs = cursor.fetchall()
        parts = [(datastream_id, first, slot - 1, came) for first, _, came in runs if first < slot]
        parts += [(datastream_id, slot + 1, last, came) for _, last, came in runs if last > slot]
        if parts:
            cursor.executemany(
                "INSERT INTO observations_arrival (datastream_id, from_slot, to_slot, received_us) "
                "VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
                parts,
            )


def put_back(
    datastream_id: int, slot: Sequence[int], value: Sequence[float], details: dict[int, tuple[Any, ...]]
) -> int:
    """Put values back whose slots are empty, and details where there are none; return how many values."""
    count: int = insert_rows(
        "observations_value",
        {"slot": slot, "value": value, "datastream_id": [datastream_id] * len(slot)},
        VALUE_TYPES,
        "DO NOTHING",
    )
    if details:
        rows = [(datastream_id, key, *detail) for key, detail in details.items()]
        columns = {name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)}
        insert_rows("observations_detail", columns, TYPES, "DO NOTHING")
    return count


def correct_first(datastream_id: int) -> None:
    """Say anew from when on a datastream has values in the table; its latest row must be locked."""
    ends = states.read_ends(datastream_id)
    if ends is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE observations_latestvalue SET first_us = %s WHERE datastream_id = %s",
            [at_of(ends[0]), datastream_id],
        )
