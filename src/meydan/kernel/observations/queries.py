"""Reads: the latest values, series and alerts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings
from django.db.models import Count, Q, QuerySet

from meydan.kernel.observations.engine.batch import Floats, Ints
from meydan.kernel.observations.engine.buckets import (
    Rollup,
    civil_days,
    civil_hours,
    day_starts,
    gather,
    runs_of,
)
from meydan.kernel.observations.engine.moments import from_us, to_us
from meydan.kernel.observations.models import Alert, Datastream, LatestValue, Rule
from meydan.kernel.observations.stores import archive, rollups, values
from meydan.kernel.observations.stores.archive import closed_before

# A datastream that missed this many values is shown as stale.
STALE_PERIODS = 3
# Without a period, a day is the longest that a value passes for current.
STALE_WITHOUT_PERIOD = timedelta(days=1)
# A sensor that showed one value this long, and for this many periods, is probably stuck.
FLAT_FOR = timedelta(hours=12)
FLAT_PERIODS = 12
MOST_POINTS = 2_000_000
# How many days of values are gathered in one go while reading.
DAYS_AT_ONCE = 31
RESOLUTIONS = ("raw", "hour", "day")


class SeriesTooLong(Exception):
    """More values were asked for than one answer carries."""


@dataclass(frozen=True)
class Latest:
    """The newest value of a datastream."""

    datastream_id: int
    at: datetime
    value: float
    same_since: datetime
    period_s: int | None

    def state(self, now: datetime) -> str:
        """Whether the value is "fresh", "stale" (too old) or "flat" (it has not moved for long)."""
        period = None if self.period_s is None else timedelta(seconds=self.period_s)
        if now - self.at > (STALE_WITHOUT_PERIOD if period is None else STALE_PERIODS * period):
            return "stale"
        long = FLAT_FOR if period is None else max(FLAT_FOR, FLAT_PERIODS * period)
        return "flat" if self.at - self.same_since >= long else "fresh"


@dataclass(frozen=True)
class Series:
    """
    Values in time order: ``at`` in µs since 1970 UTC, ``value`` in the datastream's unit.

    Of hours and days, ``at`` is the first instant of the civil bucket and ``value`` its mean;
    ``low``, ``high``, ``total`` and ``count`` are those of the bucket.
    """

    at: Ints
    value: Floats
    count: Ints
    total: Floats
    low: Floats
    high: Floats

    def __len__(self) -> int:
        return int(self.at.size)


def latest(datastream_ids: Iterable[int]) -> dict[int, Latest]:
    """The newest value of each of these datastreams that has one."""
    rows = LatestValue.objects.filter(pk__in=list(datastream_ids), at_us__isnull=False).values_list(
        "pk", "at_us", "value", "same_since_us", "datastream__period_s"
    )
    return {
        pk: Latest(pk, from_us(at_us), value, from_us(since_us), period_s)
        for pk, at_us, value, since_us, period_s in rows
        if at_us is not None and value is not None and since_us is not None
    }


def series(
    datastream_id: int, start: datetime, end: datetime, resolution: str = "raw", limit: int = MOST_POINTS
) -> Series:
    """
    Values of a datastream in [start, end), as they came or by civil hour or day of the city.

    Buckets are exact at any moment: those whose roll-up is still due are gathered while reading.
    Hours and days are those that begin in [start, end). Values that were removed come out of the archive.

    :param resolution: "raw", "hour" or "day"
    :raises SeriesTooLong: if there are more than ``limit`` values
    :raises ArchiveUnreadable: if a file of the archive is missing or damaged
    """
    if resolution not in RESOLUTIONS:
        raise ValueError(f"{resolution!r} is none of {', '.join(RESOLUTIONS)}")
    begin, until = to_us(start), to_us(end)
    if resolution == "raw":
        return _raw(datastream_id, begin, until, limit)
    found = (_hours if resolution == "hour" else _days)(datastream_id, begin, until)
    if len(found) > limit:
        raise SeriesTooLong(f"{len(found)} buckets, at most {limit}")
    return found


def _raw(datastream_id: int, begin: int, until: int, limit: int) -> Series:
    at, value = archive.read(datastream_id, begin, until, limit + 1)
    if at.size > limit:
        raise SeriesTooLong(f"more than {limit} values")
    return Series(at, value, np.ones_like(at), value, value, value)


def _hours(datastream_id: int, begin: int, until: int) -> Series:
    zone = settings.CITY_ZONE
    stored = rollups.read("observations_hour", datastream_id, begin, until)
    first, last = civil_days(np.array([begin, until]), zone).tolist()
    due = _due_days(datastream_id, first, last + 1)
    kept = ~np.isin(civil_days(stored.bucket, zone), due)
    fresh = [_gathered(datastream_id, run, hours=True) for run in runs_of(due, DAYS_AT_ONCE)]
    whole = _joined([_chosen(stored, kept), *fresh])
    return _shown(_chosen(whole, (whole.bucket >= begin) & (whole.bucket < until)), None)


def _days(datastream_id: int, begin: int, until: int) -> Series:
    zone = settings.CITY_ZONE
    # The first days whose midnights are not before ``begin`` and ``until``.
    first, last = (civil_days(np.array([begin, until]) - 1, zone) + 1).tolist()
    stored = rollups.read("observations_day", datastream_id, first, last)
    due = _due_days(datastream_id, first, last)
    fresh = [_gathered(datastream_id, run, hours=False) for run in runs_of(due, DAYS_AT_ONCE)]
    whole = _joined([_chosen(stored, ~np.isin(stored.bucket, due)), *fresh])
    return _shown(whole, day_starts(whole.bucket, zone))


def _due_days(datastream_id: int, first: int, until: int) -> list[int]:
    """Marked days whose figures are gathered while reading; those of closed days stand."""
    due = rollups.marked_days(datastream_id, first, until)
    if due:
        closed = closed_before(archive.kept_of(datastream_id), settings.CITY_ZONE)
        due = [day for day in due if day >= closed]
    return due


def _gathered(datastream_id: int, run: tuple[int, int], *, hours: bool) -> Rollup:
    zone = settings.CITY_ZONE
    begin, end = day_starts(np.array(run), zone).tolist()
    at, value = archive.read(datastream_id, begin, end, archive.NO_LIMIT)
    return gather(civil_hours(at, zone) if hours else civil_days(at, zone), value)


def _chosen(rollup: Rollup, kept: np.ndarray) -> Rollup:
    return Rollup(
        rollup.bucket[kept], rollup.count[kept], rollup.total[kept], rollup.low[kept], rollup.high[kept]
    )


def _joined(parts: list[Rollup]) -> Rollup:
    whole = Rollup(
        *(
            np.concatenate([getattr(part, column) for part in parts])
            for column in ("bucket", "count", "total", "low", "high")
        )
    )
    return _chosen(whole, np.argsort(whole.bucket, kind="stable"))


def _shown(rollup: Rollup, starts: Ints | None) -> Series:
    return Series(
        rollup.bucket if starts is None else starts,
        rollup.mean,
        rollup.count,
        rollup.total,
        rollup.low,
        rollup.high,
    )


def hourly(datastream_ids: Iterable[int], start: datetime, end: datetime) -> dict[int, Series]:
    """
    Civil hours of many datastreams in [start, end), gathered from their values in one read.

    For the last hours or days of many stations; a year of one is what :func:`series` is for.
    """
    zone = settings.CITY_ZONE
    ids = list(datastream_ids)
    if not ids:
        return {}
    batch = values.read_many(ids, to_us(start), to_us(end))
    hours = civil_hours(batch.at_us, zone)
    kept = archive.kept_from(ids)
    found = {}
    for pk in ids:
        if pk in kept and kept[pk].raw_from_us > to_us(start):
            # Some of these values were removed; their hours were not.
            found[pk] = series(pk, start, end, "hour")
            continue
        own = batch.datastream_id == pk
        found[pk] = _shown(gather(hours[own], batch.value[own]), None)
    return found


def open_alerts() -> QuerySet[Alert]:
    """Alerts that nobody settled and that have not passed, newest first."""
    return all_alerts().filter(status=Alert.Status.OPEN)


def all_alerts() -> QuerySet[Alert]:
    """Every alert that stands, newest first, with its rule, datastream and thing."""
    return (
        Alert.objects.filter(is_withdrawn=False)
        .select_related("rule__observed_property", "datastream__thing", "datastream__observed_property")
        .order_by("-opened_at", "-id")
    )


def streams_beyond(alert: Alert) -> list[Datastream]:
    """The datastreams of an area that were beyond the limit when its alert opened; none of another kind."""
    chosen = alert.facts.get("streams", [])
    if not chosen:
        return []
    return list(Datastream.objects.filter(pk__in=chosen).select_related("thing").order_by("thing__key", "pk"))


def rules_by_kind() -> list[Rule]:
    """Every rule with its property and ``open_count``, those of one property together."""
    open_ones = Q(alerts__status=Alert.Status.OPEN, alerts__is_withdrawn=False)
    rows = Rule.objects.select_related("observed_property").annotate(
        open_count=Count("alerts", filter=open_ones)
    )
    return list(rows.order_by("observed_property__kind", "observed_property__code", "kind", "code"))


def public_datastreams(kind: str = "") -> QuerySet[Datastream]:
    """Datastreams that anyone may see, of one kind of property ("air", "noise", ...) or all."""
    found = Datastream.objects.filter(is_public=True).select_related("thing", "observed_property")
    if kind:
        found = found.filter(observed_property__kind=kind)
    return found.order_by("thing__key", "observed_property__code", "id")


def holds_sample() -> bool:
    """Whether anything measured here is sample data."""
    return Datastream.objects.filter(is_sample=True).exists()
