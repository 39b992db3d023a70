"""Taking observations in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings
from django.db import IntegrityError, transaction

from meydan.kernel.observations.engine.batch import Batch, Ints, Row
from meydan.kernel.observations.engine.buckets import civil_days
from meydan.kernel.observations.engine.moments import from_us, to_us
from meydan.kernel.observations.models import Datastream, IngestKey, LatestValue, QuarantinedRow
from meydan.kernel.observations.operations.watch import Newness, watch
from meydan.kernel.observations.stores import rollups, values

# A clock may run ahead a little; a value from tomorrow is a fault.
AHEAD = timedelta(minutes=10)
# Refused rows kept from one batch; the report counts all of them.
KEPT_REFUSALS = 10_000
REASONS = QuarantinedRow.Reason


class DatastreamUnknown(Exception):
    """A row names a datastream that is not registered."""


@dataclass(frozen=True)
class Refused:
    """A row that was not stored: its position in the batch and the reason."""

    row: int
    reason: str


@dataclass(frozen=True)
class StoreReport:
    """What became of a batch; every row is in one of the four counts."""

    stored: int
    repeated: int
    corrected: int
    refused: list[Refused] = field(default_factory=list)
    alerts_opened: int = 0


@transaction.atomic
def store(
    *,
    rows: Batch | Iterable[Row],
    now: datetime,
    source: str,
    evaluate: bool = True,
    idempotency_key: str | None = None,
) -> StoreReport:
    """
    Store observations in one transaction, with everything that follows from them.

    A row whose key is stored with the same value is counted as repeated; with another value the
    newest wins and the old one is kept aside. Values that are no number, physically impossible or
    from the future are put in quarantine with their reason.

    :param rows: a batch, or ``(datastream_id, at, value)`` with ``at`` aware or in microseconds
    :param source: where they come from, for people: a file, a gateway
    :param evaluate: whether rules look at them; not for history that nobody can act on any more
    :param idempotency_key: a batch sent again under the same key answers with the first report
    :raises DatastreamUnknown: if a row names a datastream that is not registered; nothing is stored
    """
    batch = rows if isinstance(rows, Batch) else Batch.of(rows)
    if idempotency_key is not None:
        known = _claim(idempotency_key, now)
        if known is not None:
            return known
    report = _take_in(batch, now, source, evaluate)
    if idempotency_key is not None:
        IngestKey.objects.filter(key=idempotency_key).update(report=asdict(report))
    return report


def _claim(key: str, now: datetime) -> StoreReport | None:
    # The unique row comes first: of two senders at once the second waits, then reads the first's report.
    try:
        with transaction.atomic():
            IngestKey.objects.create(key=key, report={}, received_at=now)
    except IntegrityError:
        said = dict(IngestKey.objects.get(key=key).report)
        said["refused"] = [Refused(**row) for row in said.get("refused", [])]
        return StoreReport(**said)
    return None


def _take_in(batch: Batch, now: datetime, source: str, evaluate: bool) -> StoreReport:
    if not len(batch):
        return StoreReport(0, 0, 0)
    streams = _streams(batch)
    reasons = reasons_against(batch, streams, now)
    refused = np.flatnonzero(reasons != "")
    if refused.size:
        _quarantine(batch, reasons, refused, now, source)
    kept, doubled = batch.where(reasons == "").in_order()
    listed = [Refused(int(row), str(reasons[row])) for row in refused[:KEPT_REFUSALS]]
    if not len(kept):
        return StoreReport(0, doubled, 0, listed)
    before = _newest_before(streams)
    written = values.write(kept, to_us(now))
    opened = 0
    if written.stored or written.corrected:
        _keep_books(kept, streams, before, now)
        if evaluate:
            opened = watch(kept, streams, before, now)
    return StoreReport(written.stored, written.repeated + doubled, written.corrected, listed, opened)


def _streams(batch: Batch) -> dict[int, Datastream]:
    wanted = {int(pk) for pk in np.unique(batch.datastream_id)}
    found = Datastream.objects.select_related("observed_property", "thing").in_bulk(wanted)
    missing = wanted - found.keys()
    if missing:
        raise DatastreamUnknown(f"no datastream with id {', '.join(map(str, sorted(missing)[:5]))}")
    return found


def reasons_against(batch: Batch, streams: dict[int, Datastream], now: datetime) -> np.ndarray:
    """For each row why it cannot be stored (a ``QuarantinedRow.Reason``), or an empty text."""
    latest_us = to_us(now + AHEAD)
    ids, which = np.unique(batch.datastream_id, return_inverse=True)
    properties = [streams[int(pk)].observed_property for pk in ids]
    low = np.array([-np.inf if p.minimum is None else p.minimum for p in properties])[which]
    high = np.array([np.inf if p.maximum is None else p.maximum for p in properties])[which]
    with np.errstate(invalid="ignore"):
        outside = (batch.value < low) | (batch.value > high)
    return np.select(
        [~np.isfinite(batch.value), outside, batch.at_us > latest_us],
        [str(REASONS.NOT_A_NUMBER), str(REASONS.OUT_OF_RANGE), str(REASONS.IN_THE_FUTURE)],
        default="",
    )


def _quarantine(batch: Batch, reasons: np.ndarray, refused: Ints, now: datetime, source: str) -> None:
    QuarantinedRow.objects.bulk_create(
        [
            QuarantinedRow(
                datastream_id=int(batch.datastream_id[row]),
                at_us=int(batch.at_us[row]),
                seq=int(batch.seq[row]),
                value=repr(float(batch.value[row])),
                reason=str(reasons[row]),
                source=source[:200],
                received_at=now,
            )
            for row in refused[:KEPT_REFUSALS]
        ],
        batch_size=1000,
    )


def _newest_before(streams: dict[int, Datastream]) -> Newness:
    rows = LatestValue.objects.filter(pk__in=streams).values_list("pk", "at_us", "value", "same_since_us")
    return {pk: (at_us, value, since) for pk, at_us, value, since in rows}


def _keep_books(kept: Batch, streams: dict[int, Datastream], before: Newness, now: datetime) -> None:
    days = civil_days(kept.at_us, settings.CITY_ZONE)
    marks = np.unique(np.stack([kept.datastream_id, days], axis=1), axis=0)
    rollups.mark(marks[:, 0].tolist(), marks[:, 1].tolist())
    ids, first = np.unique(kept.datastream_id, return_index=True)
    last = np.append(first[1:], len(kept)) - 1
    since = [
        _same_since(kept, int(start), int(end), before.get(int(pk)))
        for pk, start, end in zip(ids, first, last, strict=True)
    ]
    values.update_latest(kept.where(last), np.array(since, dtype=np.int64), now)
    _widen(streams, ids, kept.at_us[first], kept.at_us[last])


def _same_since(kept: Batch, start: int, end: int, before: tuple[int, float, int] | None) -> int:
    other = np.flatnonzero(kept.value[start : end + 1] != kept.value[end])
    if other.size:
        return int(kept.at_us[start + int(other[-1]) + 1])
    if before is not None and before[1] == kept.value[end]:
        return min(before[2], int(kept.at_us[start]))
    return int(kept.at_us[start])


def _widen(streams: dict[int, Datastream], ids: Ints, first_us: Ints, last_us: Ints) -> None:
    """Say from when to when each datastream has values; most batches only move the end."""
    changed = []
    for pk, first, last in zip(ids.tolist(), first_us.tolist(), last_us.tolist(), strict=True):
        stream = streams[pk]
        begin, end = from_us(first), from_us(last)
        earlier = stream.phenomenon_from is None or begin < stream.phenomenon_from
        later = stream.phenomenon_to is None or end > stream.phenomenon_to
        if earlier or later:
            begin = begin if earlier or stream.phenomenon_from is None else stream.phenomenon_from
            end = end if later or stream.phenomenon_to is None else stream.phenomenon_to
            changed.append((pk, begin, end))
    values.update_spans(changed)


@transaction.atomic
def replay_quarantine(*, row_ids: Sequence[int], now: datetime) -> StoreReport:
    """
    Offer quarantined rows again, for example after a range was corrected.

    Rows that are refused again make new quarantine rows; the old ones are marked as replayed.
    """
    rows = list(QuarantinedRow.objects.filter(pk__in=row_ids, replayed_at__isnull=True).order_by("pk"))
    batch = Batch.columns(
        np.array([row.datastream_id for row in rows], dtype=np.int64),
        np.array([row.at_us for row in rows], dtype=np.int64),
        np.array([float(row.value) for row in rows], dtype=np.float64),
        np.array([row.seq for row in rows], dtype=np.int64),
    )
    QuarantinedRow.objects.filter(pk__in=[row.pk for row in rows]).update(replayed_at=now)
    return store(rows=batch, now=now, source="quarantine")
