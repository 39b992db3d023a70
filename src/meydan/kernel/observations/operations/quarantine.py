"""What lies in quarantine is offered again, or dropped with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from meydan.base.people.public import Account
from meydan.kernel.observations.models import QuarantinedRow
from meydan.kernel.observations.operations.ingest import replay_quarantine
from meydan.kernel.observations.operations.payloads import PayloadMappingUnknown, take_payload
from meydan.kernel.observations.payloads.mapping import PayloadMappingUnreadable

MOST_AT_ONCE = 2_000


class DropReasonMissing(Exception):
    """Nothing is dropped without a reason."""


@dataclass(frozen=True)
class ReplayReport:
    """What became of rows offered again: values stored or known, still refused, and rows that cannot be offered."""

    offered: int = 0
    stored: int = 0
    repeated: int = 0
    refused: int = 0
    impossible: int = 0


@transaction.atomic
def replay_rows(*, row_ids: Sequence[int], now: datetime) -> ReplayReport:
    """
    Offer rows of the quarantine again, values and payloads, in the order in which they came.

    What is refused again makes new rows; the old ones are marked as replayed. A payload that was cut, or whose
    mapping is gone, stays where it is.
    """
    rows = list(
        QuarantinedRow.objects.select_for_update(of=("self",))
        .filter(pk__in=list(row_ids)[:MOST_AT_ONCE], replayed_at__isnull=True, dropped_at__isnull=True)
        .order_by("pk")
    )
    values = [row.pk for row in rows if row.datastream_id is not None]
    report = ReplayReport()
    if values:
        done = replay_quarantine(row_ids=values, now=now)
        report = ReplayReport(len(values), done.stored + done.corrected, done.repeated, len(done.refused))
    for row in rows:
        if row.datastream_id is None:
            report = _both(report, _payload_again(row, now))
    return report


def _payload_again(row: QuarantinedRow, now: datetime) -> ReplayReport:
    if row.is_cut:
        return ReplayReport(impossible=1)
    if not row.mapping:
        return _message_again(row, now)
    try:
        with transaction.atomic():
            QuarantinedRow.objects.filter(pk=row.pk).update(replayed_at=now)
            done = take_payload(
                mapping=row.mapping, body=row.payload.encode(), topic=row.topic, now=now, source=row.source,
                received_at=row.received_at, is_replay=True,
            )  # fmt: skip
    except (PayloadMappingUnknown, PayloadMappingUnreadable):
        return ReplayReport(impossible=1)
    return ReplayReport(1, done.stored + done.corrected, done.repeated, done.refused_count)


def _message_again(row: QuarantinedRow, now: datetime) -> ReplayReport:
    """A message of SensorThings that came through a broker; who sent it was looked at when it came."""
    from meydan.kernel.observations.mqtt.arriving import take
    from meydan.kernel.observations.mqtt.messages import Message
    from meydan.kernel.observations.mqtt.settings import MqttSettings

    QuarantinedRow.objects.filter(pk=row.pk).update(replayed_at=now)
    before = QuarantinedRow.objects.count()
    take([Message(row.topic, row.payload.encode())], MqttSettings(broker_checks_keys=True), now)
    is_refused = QuarantinedRow.objects.count() > before
    return ReplayReport(1, int(not is_refused), 0, int(is_refused))


def _both(one: ReplayReport, other: ReplayReport) -> ReplayReport:
    return ReplayReport(
        one.offered + other.offered, one.stored + other.stored, one.repeated + other.repeated,
        one.refused + other.refused, one.impossible + other.impossible,
    )  # fmt: skip


@transaction.atomic
def drop_rows(*, row_ids: Sequence[int], reason: str, actor: Account, now: datetime) -> int:
    """
    Put rows aside for good, with a reason that stays with them; return how many.

    :raises DropReasonMissing: if the reason is empty
    """
    if not reason.strip():
        raise DropReasonMissing
    return QuarantinedRow.objects.filter(
        pk__in=list(row_ids)[:MOST_AT_ONCE], replayed_at__isnull=True, dropped_at__isnull=True
    ).update(dropped_at=now, dropped_by=actor, drop_reason=reason.strip()[:500])
