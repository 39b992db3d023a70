"""The disk that values take and will take, datastream by datastream."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.models import Count, Sum

from meydan.kernel.observations.engine.buckets import civil_days
from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.models import ArchivedMonth, Datastream, RetentionRule
from meydan.kernel.observations.operations.keeping import keeping_of, rules_by_code
from meydan.kernel.observations.operations.retention import Keeping
from meydan.kernel.observations.stores import archive
from meydan.kernel.observations.stores.sizes import Flow, Sizes, flows, sizes

# Growth is the mean of so many days.
RECENT_DAYS = 30
# Until something is archived: a value of a Parquet file of a month [bytes], measured over a million.
USUAL_ARCHIVED_BYTES = 4.0


@dataclass(frozen=True)
class StreamBudget:
    """One datastream: its values in the table, what they take, what comes in a day, and how long they are kept."""

    datastream: Datastream
    rows: int
    bytes: float
    bytes_a_day: float
    keeping: Keeping
    is_own: bool
    archived_months: int
    archived_bytes: int


@dataclass(frozen=True)
class Budget:
    """
    All datastreams, the largest first.

    ``free_bytes`` and ``full_in_days`` are ``None`` where the database stands on another machine, and the latter
    also where nothing grows.
    """

    streams: list[StreamBudget]
    sizes: Sizes
    bytes_a_day: float
    archived_bytes: int
    free_bytes: int | None
    full_in_days: float | None


def budget(now: datetime) -> Budget:
    """What stands where, and when the disk will be full at the rate of the last month."""
    found = list(Datastream.objects.select_related("thing", "observed_property").order_by("pk"))
    today = int(civil_days(np.array([to_us(now)]), settings.CITY_ZONE)[0])
    by_stream = flows(today - RECENT_DAYS, _kept_days([each.pk for each in found]))
    rows = sum(flow.rows for flow in by_stream.values())
    taken = sizes(rows)
    archived = _archived()
    packed = _bytes_a_value(archived)
    rules = rules_by_code()
    streams = [
        _of_stream(
            each, by_stream.get(each.pk, Flow(0, 0, 0)), taken.total / max(rows, 1), archived, packed, rules
        )
        for each in found
    ]
    streams.sort(key=lambda each: (-each.bytes, each.datastream.key))
    growth = sum(each.bytes_a_day for each in streams)
    free = free_bytes()
    return Budget(
        streams, taken, growth, sum(size for _, size, _ in archived.values()), free,
        free / growth if free is not None and growth > 0 else None,
    )  # fmt: skip


def _kept_days(ids: list[int]) -> dict[int, int]:
    kept = archive.kept_from(ids)
    days = civil_days(
        np.array([each.raw_from_us for each in kept.values()], dtype=np.int64), settings.CITY_ZONE
    )
    return dict(zip(kept, days.tolist(), strict=True)) if kept else {}


Archived = dict[int, tuple[int, int, int]]


def _archived() -> Archived:
    """Months, bytes and rows in the archive of each datastream."""
    found = ArchivedMonth.objects.values_list("datastream").annotate(Count("pk"), Sum("size"), Sum("rows"))
    return {pk: (months, size, rows) for pk, months, size, rows in found}


def _bytes_a_value(archived: Archived) -> float:
    rows = sum(rows for _, _, rows in archived.values())
    return sum(size for _, size, _ in archived.values()) / rows if rows else USUAL_ARCHIVED_BYTES


def _of_stream(
    datastream: Datastream,
    flow: Flow,
    row_bytes: float,
    archived: Archived,
    packed: float,
    rules: dict[str, RetentionRule],
) -> StreamBudget:
    keeping = keeping_of(datastream, rules)
    months, size, _ = archived.get(datastream.pk, (0, 0, 0))
    a_day = flow.lately / RECENT_DAYS
    # Once values are removed as fast as they come, only the archive grows.
    is_level = keeping.kept_days is not None and flow.rows < flow.ever
    grows = packed * keeping.is_archived if is_level else row_bytes
    return StreamBudget(
        datastream, flow.rows, flow.rows * row_bytes, a_day * grows, keeping, datastream.kept_days is not None,
        months, size,
    )  # fmt: skip


def free_bytes() -> int | None:
    """Free bytes on the disk of the database; ``None`` where that is another machine's."""
    host = str(connection.settings_dict.get("HOST") or "")
    if connection.vendor == "postgresql" and not (
        host.startswith("/") or host in ("", "localhost", "127.0.0.1")
    ):
        return None
    return shutil.disk_usage(settings.MEYDAN_HOME.path or Path.cwd()).free
