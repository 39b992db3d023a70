"""When values came that came late: what the answer to "as of" rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection

from meydan.kernel.observations.engine.moments import SECOND_US
from meydan.kernel.observations.stores import store

# A value that comes within this time of its own is in time, and needs no record of when it came.
IN_TIME_US = 60 * SECOND_US


def noting(runs: Sequence[tuple[int, int, int]], received_us: int) -> Any:
    """The change that notes that the values of (datastream, first slot, last slot) came at ``received_us``."""
    columns = np.array(runs, dtype=np.int64).reshape(-1, 3)
    return store().insertion(
        "observations_arrival",
        {
            "datastream_id": columns[:, 0],
            "from_slot": columns[:, 1],
            "to_slot": columns[:, 2],
            "received_us": np.full(len(columns), received_us),
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
