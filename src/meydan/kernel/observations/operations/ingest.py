"""Taking observations in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

import numpy as np
from django.db import IntegrityError, connection, transaction

from meydan.kernel.observations.engine.batch import Batch, Ints, Row
from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.slots import slot_of
from meydan.kernel.observations.models import IngestKey, QuarantinedRow
from meydan.kernel.observations.operations import books, details
from meydan.kernel.observations.operations.refusing import KEPT_REFUSALS, quarantine, reasons_against
from meydan.kernel.observations.operations.watch import watch
from meydan.kernel.observations.stores import plain, run, states, values
from meydan.kernel.observations.stores.states import StreamState


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


@dataclass(frozen=True)
class Taken:
    """A report, and for each row of the batch its slot and why it was refused (empty: it was not)."""

    report: StoreReport
    slot: Ints
    reasons: np.ndarray


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
    report = take_in(batch=batch, now=now, source=source, evaluate=evaluate).report
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


def take_at_once(*, batch: Batch, now: datetime) -> Taken | None:
    """
    Store a batch in one statement that is a transaction of its own, where nothing is out of the usual.

    ``None`` when something is, when the database has no such statement, or when a transaction is open; then nothing
    is stored. Beginning and committing would cost two round trips more.
    """
    if connection.in_atomic_block or not len(batch):
        return None
    return _take_plain(batch, now)


def take_in(
    *, batch: Batch, now: datetime, source: str, evaluate: bool = True, may_be_plain: bool = True
) -> Taken:
    """
    Store a batch inside the caller's transaction; see :func:`store`.

    :param may_be_plain: whether to try the one statement of the plain case; not when it was tried
    :raises DatastreamUnknown: if a row names a datastream that is not registered
    """
    if not len(batch):
        return Taken(StoreReport(0, 0, 0), batch.at_us, np.empty(0, dtype="<U20"))
    if may_be_plain and (taken := _take_plain(batch, now)) is not None:
        return taken
    known = states_of(batch, now)
    reasons = reasons_against(batch, known, now)
    fine = reasons == ""
    whole, refused = bool(fine.all()), np.flatnonzero(~fine)
    if not whole:
        quarantine(batch, reasons, refused, now, source)
    kept = batch if whole else batch.where(fine)
    listed = [Refused(int(row), str(reasons[row])) for row in refused[:KEPT_REFUSALS]]
    if not len(kept):
        return Taken(StoreReport(0, 0, 0, listed), slot_of(batch.at_us, batch.seq), reasons)
    kept, known, is_special = details.placed(kept, known, now)
    slot = slot_of(batch.at_us, batch.seq)
    slot[fine] = slot_of(kept.at_us, kept.seq)
    return Taken(_write(kept, known, now, listed, evaluate, is_special), slot, reasons)


def _take_plain(batch: Batch, now: datetime) -> Taken | None:
    """The batch in one statement, where nothing about it is out of the usual."""
    if connection.vendor != "postgresql":
        return None
    rows, doubled = batch.in_order()
    # Of two values for one instant the first may be impossible: only the long way looks at it.
    if doubled or (written := plain.take(rows, now)) is None:
        return None
    report = StoreReport(written.stored, written.repeated, written.corrected)
    return Taken(report, slot_of(batch.at_us, batch.seq), np.full(len(batch), "", dtype="<U20"))


def _write(
    kept: Batch,
    known: dict[int, StreamState],
    now: datetime,
    listed: list[Refused],
    evaluate: bool,
    is_special: bool,
) -> StoreReport:
    rows, doubled = kept.in_order()
    spans = books.spans_of(rows, known)
    added, *_ = run([values.adding(rows), *books.changes(rows, spans, now)])
    written = values.settle(rows, added, to_us(now))
    changed = is_special and details.write(rows, known)
    opened = 0
    if written.stored or written.corrected or changed:
        books.tell(rows, spans, now)
        if evaluate and any(state.has_rules for state, _, _ in spans):
            opened = watch(rows, spans, now)
    return StoreReport(written.stored, written.repeated + doubled, written.corrected, listed, opened)


def states_of(batch: Batch, now: datetime) -> dict[int, StreamState]:
    """
    The datastreams of a batch, locked.

    :raises DatastreamUnknown: if one is not registered
    """
    wanted = np.unique(batch.datastream_id).tolist()
    found = states.lock(wanted, to_us(now))
    if len(found) < len(wanted):
        missing = sorted(set(wanted) - found.keys())[:5]
        raise DatastreamUnknown(f"no datastream with id {', '.join(map(str, missing))}")
    _require_lists(batch, found)
    return found


def _require_lists(batch: Batch, found: dict[int, StreamState]) -> None:
    """Go on only if what is for a MultiDatastream is a list: it is no Datastream, and has no result of one number."""
    multi = [pk for pk, state in found.items() if state.is_multi]
    if not multi:
        return
    of_multi = np.isin(batch.datastream_id, multi)
    if batch.rare is None or any(one is None or one.result is None for one in batch.rare[of_multi]):
        raise DatastreamUnknown(f"{multi[0]} is a MultiDatastream, whose results are lists")


@transaction.atomic
def replay_quarantine(*, row_ids: Sequence[int], now: datetime) -> StoreReport:
    """
    Offer quarantined values again, for example after a range was corrected; payloads stay as they are.

    Rows that are refused again make new quarantine rows; the old ones are marked as replayed.
    """
    rows = list(
        QuarantinedRow.objects.filter(
            # A list was kept as its first number alone: it cannot be offered again.
            pk__in=row_ids,
            datastream__is_multi=False,
            replayed_at__isnull=True,
        ).order_by("pk")
    )
    batch = Batch.columns(
        np.array([row.datastream_id for row in rows], dtype=np.int64),
        np.array([row.at_us for row in rows], dtype=np.int64),
        np.array([float(row.value) for row in rows], dtype=np.float64),
        np.array([row.seq for row in rows], dtype=np.int64),
    )
    QuarantinedRow.objects.filter(pk__in=[row.pk for row in rows]).update(replayed_at=now)
    return store(rows=batch, now=now, source="quarantine")
