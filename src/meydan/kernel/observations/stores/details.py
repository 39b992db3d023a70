"""Rows of what is rare about observations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from meydan.kernel.observations.engine.slots import LAST_SEQ, at_of, seq_of
from meydan.kernel.observations.stores import insert_rows
from meydan.kernel.observations.stores.states import StreamState

COLUMNS = (
    "datastream_id", "slot", "end_us", "result_us", "valid_from_us", "valid_to_us", "feature_id", "result",
    "quality", "parameters",
)  # fmt: skip
TYPES = ("integer", "bigint", "bigint", "bigint", "bigint", "bigint", "bigint", "text", "text", "text")
Identity = tuple[int | None, int]


def write(rows: Sequence[tuple[Any, ...]]) -> None:
    """Write detail rows in the order of ``COLUMNS``; those that stand there are replaced."""
    if not rows:
        return
    sets = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[2:])
    columns = {name: [row[i] for row in rows] for i, name in enumerate(COLUMNS)}
    insert_rows("observations_detail", columns, TYPES, f"(datastream_id, slot) DO UPDATE SET {sets}")


def remove(datastream_id: Sequence[int], slot: Sequence[int]) -> None:
    """Remove the detail rows of these observations."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM observations_detail WHERE datastream_id = %s AND slot = %s",
            list(zip(datastream_id, slot, strict=True)),
        )


def identities(
    datastream_id: Sequence[int], first_slot: Sequence[int], known: dict[int, StreamState]
) -> dict[tuple[int, int], dict[Identity, int]]:
    """
    What is stored at these instants: result time and feature of each observation, with its sequence.

    Keys are (datastream, first slot of the instant).
    """
    found: dict[tuple[int, int], dict[Identity, int]] = {}
    sql = (
        "SELECT v.slot, d.slot, d.result_us, d.feature_id FROM observations_value v "
        "LEFT JOIN observations_detail d ON d.datastream_id = v.datastream_id AND d.slot = v.slot "
        "WHERE v.datastream_id = %s AND v.slot >= %s AND v.slot <= %s"
    )
    with connection.cursor() as cursor:
        for pk, first in sorted(set(zip(datastream_id, first_slot, strict=True))):
            state, here = known[pk], {}
            cursor.execute(sql, [pk, first, first + LAST_SEQ])
            for slot, has_detail, result_us, feature_id in cursor.fetchall():
                if has_detail is None:
                    result_us = at_of(slot) if state.result_time == "same" else None
                here[(result_us, feature_id or state.default_feature_id or 0)] = seq_of(slot)
            found[(pk, first)] = here
    return found


def between(datastream_id: int, first: int, until: int) -> dict[int, tuple[Any, ...]]:
    """The details of one datastream by slot, those with slots in [first, until)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(COLUMNS[1:])} FROM observations_detail "
            "WHERE datastream_id = %s AND slot >= %s AND slot < %s",
            [datastream_id, first, until],
        )
        return {row[0]: tuple(row[1:]) for row in cursor.fetchall()}
