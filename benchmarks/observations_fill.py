"""Fills a home with observations through the room's own store, and measures what they take. Run as a program."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

import django
import numpy as np

# Every eighth observation goes to the first datastream, which so grows long enough for a walk.
STEP_US = 60_000_000
A_STEP = 200_000
BEGIN_US = int(datetime(2020, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000


def fill(streams: int, first: int, until: int) -> None:
    """Store observations number ``first`` to ``until`` in ``streams`` datastreams, in order of time."""
    from django.utils import timezone

    from meydan.kernel.observations.public import (
        Batch,
        ensure_datastream,
        ensure_property,
        ensure_thing,
        store,
    )

    observed = ensure_property(code="bench", names={"en": "Bench"}, unit="x")
    thing = ensure_thing(key="bench-many", names={"en": "Bench"}, lon=39.5, lat=40.4)
    ids = np.array([
        ensure_datastream(key=f"many-{i}", thing=thing, observed_property=observed, period_s=60).pk
        for i in range(streams)
    ])  # fmt: skip
    for start in range(first, until, A_STEP):
        number = np.arange(start, min(start + A_STEP, until))
        which = np.where(number % 8 == 0, 0, number % streams)
        value = np.round(np.sin(number / 997.0) * 40 + 50, 1)
        batch = Batch.columns(ids[which], BEGIN_US + number * (STEP_US // 4), value)
        store(rows=batch, now=timezone.now(), source="bench", evaluate=False)
    _settle()


def _settle() -> None:
    """What the room does by itself in the night: rows move into their months; statistics are taken."""
    from django.db import connection
    from django.utils import timezone

    from meydan.kernel.observations.jobs import make_months

    make_months(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def measure() -> str:
    """Rows, bytes with indexes, and the datastream with the most rows, as JSON."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM observations_value")
        rows = cursor.fetchone()[0]
        cursor.execute(
            "SELECT datastream_id FROM observations_value GROUP BY datastream_id ORDER BY count(*) DESC LIMIT 1"
        )
        longest = cursor.fetchone()[0]
        return json.dumps({"rows": rows, "bytes": _bytes(cursor), "longest": longest})


def _bytes(cursor: object) -> int:
    from django.db import connection

    if connection.vendor == "postgresql":
        cursor.execute(  # type: ignore[attr-defined]
            "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relkind = 'r' "
            "AND c.relname LIKE 'observations_value%%'"
        )
        return int(cursor.fetchone()[0])  # type: ignore[attr-defined]
    # The whole file without what else is in it: the pages that go when the values go.
    cursor.execute("PRAGMA page_size")  # type: ignore[attr-defined]
    page = int(cursor.fetchone()[0])  # type: ignore[attr-defined]
    cursor.execute("PRAGMA page_count")  # type: ignore[attr-defined]
    return page * int(cursor.fetchone()[0])  # type: ignore[attr-defined]


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "measure":
        sys.stdout.write(measure())
    else:
        fill(*map(int, sys.argv[1:4]))
