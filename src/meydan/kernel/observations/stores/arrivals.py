"""When values came that came late: what the answer to "as of" rests on."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from meydan.kernel.observations.engine.moments import SECOND_US
from meydan.kernel.observations.stores import store

# A value that comes within this time of its own is in time, and needs no record of when it came.
IN_TIME_US = 60 * SECOND_US


def note(runs: Sequence[tuple[int, int, int]], received_us: int) -> None:
    """Note that the values of (datastream, first slot, last slot) came at ``received_us``."""
    store().insert_rows(
        "observations_arrival",
        {
            "datastream_id": [run[0] for run in runs],
            "from_slot": [run[1] for run in runs],
            "to_slot": [run[2] for run in runs],
            "received_us": [received_us] * len(runs),
        },
        ("integer", "bigint", "bigint", "bigint"),
        "DO NOTHING",
    )


def after(datastream_id: int, moment_us: int) -> list[tuple[int, int, int]]:
    """Runs (first slot, last slot, received) of one datastream that came after a moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT from_slot, to_slot, received_us FROM observations_arrival "
            "WHERE datastream_id = %s AND received_us > %s ORDER BY from_slot",
            [datastream_id, moment_us],
        )
        return list(cursor.fetchall())
