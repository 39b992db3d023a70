"""Removing entities with everything that stands on them (OGC 18-088, 10.4, table 26)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q

from meydan.kernel.observations.engine.buckets import civil_days
from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.slots import at_of, seq_of
from meydan.kernel.observations.models import (
    Datastream,
    FeatureOfInterest,
    HistoricalLocation,
    LatestValue,
    Location,
    ObservedProperty,
    Sensor,
    Thing,
)
from meydan.kernel.observations.operations.entities.changing import keep_version
from meydan.kernel.observations.operations.entities.telling import tell, tell_emptied
from meydan.kernel.observations.operations.things import remove_datastreams
from meydan.kernel.observations.stores import details, rollups, states, store, values
from meydan.kernel.observations.stores.feed import Change

SLOTS_A_STEP = 5_000


@transaction.atomic
def remove(*, entity: str, row: models.Model, before: Any, now: datetime) -> None:
    """Remove one entity and what stands on it; ``before`` is the entity as JSON, for whoever asks for the past."""
    gone = [Change(entity, _pk(before), "removed")]
    if isinstance(row, Datastream):
        remove_datastreams(datastream_ids=[row.pk])
    elif isinstance(row, Thing | Sensor):
        gone += _remove_streams(row.datastreams.all())
        row.delete()
    elif isinstance(row, ObservedProperty):
        own = Datastream.objects.filter(Q(observed_property=row) | Q(components__observed_property=row))
        gone += _remove_streams(own.distinct())
        row.delete()
    elif isinstance(row, Location):
        HistoricalLocation.objects.filter(locations=row).delete()
        row.delete()
    elif isinstance(row, FeatureOfInterest):
        _remove_about(row, now)
        row.delete()
    else:
        row.delete()
    keep_version(entity, _pk(before), before, now, is_removed=True)
    tell(gone, now)


def _pk(before: Any) -> int:
    return int(before["@iot.id"])


def _remove_streams(streams: Iterable[Datastream]) -> list[Change]:
    gone = [Change("MultiDatastream" if one.is_multi else "Datastream", one.pk, "removed") for one in streams]
    remove_datastreams(datastream_ids=[one.key for one in gone])
    return gone


def _remove_about(feature: FeatureOfInterest, now: datetime) -> None:
    """The observations about a feature: named in their details, or by being usual for their datastream."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.datastream_id, v.slot FROM observations_value v "
            "JOIN observations_datastream d ON d.id = v.datastream_id "
            "LEFT JOIN observations_detail x ON x.datastream_id = v.datastream_id AND x.slot = v.slot "
            "WHERE v.datastream_id IN (SELECT s.id FROM observations_datastream s WHERE s.default_feature_id = %s "
            "UNION SELECT y.datastream_id FROM observations_detail y WHERE y.feature_id = %s) "
            "AND COALESCE(x.feature_id, d.default_feature_id) = %s ORDER BY v.datastream_id, v.slot",
            [feature.pk] * 3,
        )
        rows = cursor.fetchall()
    remove_observations(keys=rows, now=now)


@transaction.atomic
def remove_observations(*, keys: Sequence[tuple[int, int]], now: datetime) -> int:
    """
    Remove observations, named by datastream and slot; return how many there were.

    Their values are kept aside for whoever asks for the past, their days are gathered again, and the newest
    value is looked up anew.
    """
    by_stream: dict[int, list[int]] = {}
    for stream, slot in keys:
        by_stream.setdefault(stream, []).append(slot)
    held = states.lock(sorted(by_stream), to_us(now))
    tell_emptied(held, now)
    return sum(
        _remove_from(stream, sorted(slots), now) for stream, slots in by_stream.items() if stream in held
    )


def _remove_from(stream: int, slots: list[int], now: datetime) -> int:
    count = 0
    for start in range(0, len(slots), SLOTS_A_STEP):
        count += _remove_some(stream, slots[start : start + SLOTS_A_STEP], now)
    _look_up_newest(stream)
    return count


def _remove_some(stream: int, slots: list[int], now: datetime) -> int:
    among, given = store().among(slots)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT slot, value FROM observations_value WHERE datastream_id = %s AND slot {among}",  # noqa: S608
            [stream, given],
        )
        rows = cursor.fetchall()
        if not rows:
            return 0
        found, old = [row[0] for row in rows], [row[1] for row in rows]
        values.keep_aside([stream] * len(found), found, old, to_us(now))
        cursor.execute(
            f"DELETE FROM observations_value WHERE datastream_id = %s AND slot {among}",  # noqa: S608
            [stream, given],
        )
    details.remove([stream] * len(found), found)
    days = np.unique(civil_days(at_of(np.array(found, dtype=np.int64)), settings.CITY_ZONE))
    rollups.mark([stream] * days.size, days.tolist())
    return len(found)


def _look_up_newest(stream: int) -> None:
    ends = states.read_ends(stream)
    if ends is None:
        LatestValue.objects.filter(pk=stream).update(
            first_us=None, at_us=None, seq=0, value=None, same_since_us=None
        )
        return
    oldest, newest, value = ends
    LatestValue.objects.filter(pk=stream).update(
        first_us=at_of(oldest),
        at_us=at_of(newest),
        seq=seq_of(newest),
        value=value,
        same_since_us=at_of(newest),
    )


def move(*, datastream_id: int, slot: int, to_slot: int) -> None:
    """Let an observation whose time was changed be found under its old id too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO observations_moved (datastream_id, slot, to_slot) VALUES (%s, %s, %s) "
            "ON CONFLICT (datastream_id, slot) DO UPDATE SET to_slot = excluded.to_slot",
            [datastream_id, slot, to_slot],
        )
