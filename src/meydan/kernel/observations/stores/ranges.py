"""Values of many datastreams, of each a span of its own, in one read."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from django.db import connection

from meydan.kernel.observations.engine.batch import Batch
from meydan.kernel.observations.engine.slots import at_of, bound_of, seq_of

SQL = {
    "sqlite": """
        SELECT v.datastream_id, v.slot, v.value FROM json_each(%s) j CROSS JOIN observations_value v
        ON v.datastream_id = (j.value ->> '$[0]')
        AND v.slot >= (j.value ->> '$[1]') AND v.slot < (j.value ->> '$[2]')
    """,
    "postgresql": """
        SELECT v.datastream_id, v.slot, v.value
        FROM unnest(%s::integer[], %s::bigint[], %s::bigint[]) AS n(pk, first, until)
        JOIN observations_value v ON v.datastream_id = n.pk AND v.slot >= n.first AND v.slot < n.until
    """,
}


def read_ranges(spans: Sequence[tuple[int, int, int]]) -> Batch:
    """
    Values of each (datastream, from [µs], until [µs]) in [from, until), by datastream and instant.

    :param spans: at most one a datastream
    """
    if not spans:
        return Batch.of([])
    bounds = [(pk, bound_of(first), bound_of(until)) for pk, first, until in spans]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(SQL["postgresql"], [list(column) for column in zip(*bounds, strict=True)])
        else:
            cursor.execute(SQL["sqlite"], [json.dumps(bounds)])
        rows = cursor.fetchall()
    if not rows:
        return Batch.of([])
    ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    slots = np.fromiter((row[1] for row in rows), np.int64, len(rows))
    value = np.fromiter((row[2] for row in rows), np.float64, len(rows))
    order = np.lexsort((slots, ids))
    return Batch(ids[order], at_of(slots[order]), value[order], seq_of(slots[order]))
