"""One look at many series: their newest values, their last hours, and what is doubted. Four queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from meydan.domains.environment.engine.kinds import BY_CODE, Kind
from meydan.domains.environment.models import StreamMark
from meydan.kernel.observations.public import Datastream, Latest, Series, hourly, latest, public_datastreams

# How far back a page looks for the hours of the index and the line of the chart.
SHOWN = timedelta(hours=72)
DOUBTED = (StreamMark.Status.OPEN, StreamMark.Status.CONFIRMED)


@dataclass(frozen=True)
class Snapshot:
    """What was read at one moment; series without a value are left out."""

    streams: Sequence[Datastream]
    newest: Mapping[int, Latest]
    hours: Mapping[int, Series]
    marks: Mapping[int, StreamMark]
    now: datetime

    def of_kind(self, code: str) -> list[Datastream]:
        """The series of a kind."""
        return [stream for stream in self.streams if stream.observed_property.kind == code]

    def state(self, stream: Datastream) -> str:
        """
        "fresh", "stale" (too old), "flat" (has not moved for long) or "checked" (an open serious doubt).

        No rain for a day is weather and not a fault: of nought, standing still says nothing.
        """
        newest = self.newest[stream.pk]
        kind = BY_CODE.get(stream.observed_property.kind)
        said = _by_age(newest, kind, self.now) if newest.period_s is None and kind else newest.state(self.now)
        if said != "stale" and stream.pk in self.marks:
            return "checked"
        return "fresh" if said == "flat" and newest.value == 0 else said


def _by_age(newest: Latest, kind: Kind, now: datetime) -> str:
    return "stale" if now - newest.at > kind.speaks_for else "fresh"


def snapshot(now: datetime, kinds: Sequence[str], *, key: str = "") -> Snapshot:
    """The public series of some kinds (of one station, when a key is given)."""
    found = public_datastreams().filter(observed_property__kind__in=kinds)
    return _read(list(found.filter(thing__key=key) if key else found), now)


def snapshot_of(now: datetime, datastream_id: int) -> Snapshot:
    """One public series; empty where there is none."""
    return _read(list(public_datastreams().filter(pk=datastream_id)), now)


def _read(streams: Sequence[Datastream], now: datetime) -> Snapshot:
    ids = [stream.pk for stream in streams]
    newest = latest(ids)
    kept = [stream for stream in streams if stream.pk in newest]
    hours = hourly([stream.pk for stream in kept], now - SHOWN, now + timedelta(minutes=1))
    return Snapshot(kept, newest, hours, serious_marks(ids), now)


def serious_marks(datastream_ids: Sequence[int]) -> dict[int, StreamMark]:
    """The newest open serious doubt about each of these series that has one."""
    rows = StreamMark.objects.filter(
        datastream_id__in=datastream_ids, is_serious=True, status__in=DOUBTED, until_at=None
    ).order_by("since_at", "id")
    return {row.datastream_id: row for row in rows}
