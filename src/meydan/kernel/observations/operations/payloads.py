"""Taking in what devices and gateways send: read by a mapping, converted, stored, and the rest kept aside."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction

from meydan.kernel.observations.engine.batch import Batch
from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.payloads.documents import PayloadUnreadable, document_of, lines_of
from meydan.kernel.observations.engine.payloads.reading import (
    DEVICE_UNKNOWN,
    STREAM_UNKNOWN,
    UNREADABLE,
    Read,
    Reading,
    Refusal,
    name_of,
    read,
)
from meydan.kernel.observations.engine.payloads.shapes import PayloadShape
from meydan.kernel.observations.engine.payloads.topics import words_of
from meydan.kernel.observations.models import Datastream, IngestKey, PayloadMapping, Thing
from meydan.kernel.observations.operations.ingest import store
from meydan.kernel.observations.operations.setting_aside import Origin, keep_payload, keep_refusals
from meydan.kernel.observations.operations.units import UnitUnclear, in_unit_of
from meydan.kernel.observations.payloads.mapping import oldest_us, shape_of

NOT_ALLOWED = "not_allowed"


class PayloadMappingUnknown(Exception):
    """No mapping has that key, or it is switched off."""


@dataclass(frozen=True)
class PayloadReport:
    """
    What became of payloads. Every value is stored, repeated, corrected, missing or refused.

    :param payloads: how many came
    :param known: payloads taken in before, by the name they give themselves
    :param ignored: messages of a network server about itself
    :param dropped: records and values that the mapping leaves out
    :param timed_by_receipt: values whose device said no time
    :param refused: values (or, unreadable, payloads) that were not stored, by reason
    """

    payloads: int = 1
    stored: int = 0
    repeated: int = 0
    corrected: int = 0
    missing: int = 0
    dropped: int = 0
    ignored: int = 0
    known: int = 0
    timed_by_receipt: int = 0
    alerts_opened: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    @property
    def refused_count(self) -> int:
        """How many were refused altogether."""
        return sum(self.refused.values())

    def and_(self, other: PayloadReport) -> PayloadReport:
        """Both reports as one."""
        mine, theirs = asdict(self), asdict(other)
        refused = Counter(mine.pop("refused")) + Counter(theirs.pop("refused"))
        return PayloadReport(refused=dict(refused), **{name: mine[name] + theirs[name] for name in mine})


def mapping_of(key: str) -> PayloadShape:
    """
    The mapping of that key.

    :raises PayloadMappingUnknown: if there is none, or it is switched off
    :raises PayloadMappingUnreadable: if it was broken by hand
    """
    found = PayloadMapping.objects.filter(key=key, is_active=True).values_list("text", flat=True).first()
    if found is None:
        raise PayloadMappingUnknown(key)
    return _shape(found)


@lru_cache(maxsize=128)
def _shape(text: str) -> PayloadShape:
    return shape_of(text)


def take_payload(
    *,
    mapping: str,
    body: bytes,
    topic: str = "",
    now: datetime,
    source: str,
    received_at: datetime | None = None,
    only: frozenset[int] | None = None,
    is_replay: bool = False,
) -> PayloadReport:
    """
    Take in one payload in one transaction: good values are stored, the others put in quarantine.

    The same payload again, by the name its mapping finds in it, is answered as the first time.

    :param mapping: the key of the mapping
    :param received_at: when it came, if not now; it counts for values whose device said no time
    :param only: ids of the datastreams that the sender may write to; ``None`` for all
    :param is_replay: offered again from the quarantine, so that its name says nothing
    :raises PayloadMappingUnknown: if there is no such mapping
    :raises PayloadTooLarge: beyond 10 MB; nothing of it is kept
    """
    shape = mapping_of(mapping)
    origin = Origin(mapping, topic, source, received_at or now)
    with transaction.atomic():
        try:
            document = document_of(body)
            found = read(document, shape, words_of(topic, shape.topic), oldest_us(shape))
        except PayloadUnreadable as fault:
            keep_payload(origin, body.decode("utf-8", errors="replace"), "", UNREADABLE, str(fault))
            return PayloadReport(refused={UNREADABLE: 1})
        key = "" if is_replay else _key(mapping, name_of(document, shape))
        before = _claim(key, now) if key else None
        if before is not None:
            return before
        report = _taken(document, shape, found, origin, now, only)
        if key:
            IngestKey.objects.filter(key=key).update(report=asdict(report))
    return report


def take_payloads(
    *,
    mapping: str,
    body: bytes,
    topic: str = "",
    now: datetime,
    source: str,
    only: frozenset[int] | None = None,
) -> PayloadReport:
    """
    Take in a body in which every line is a payload (NDJSON), each in a transaction of its own.

    :raises PayloadMappingUnknown: if there is no such mapping
    :raises PayloadTooLarge: if a line is larger than a payload may be; those before it are stored
    """
    report = PayloadReport(payloads=0)
    for line in lines_of(body):
        report = report.and_(
            take_payload(mapping=mapping, body=line, topic=topic, now=now, source=source, only=only)
        )
    return report


def _key(mapping: str, name: str) -> str:
    if not name:
        return ""
    key = f"payload:{mapping}:{name}"
    return key if len(key) <= 200 else f"payload:{hashlib.sha256(key.encode()).hexdigest()}"


def _claim(key: str, now: datetime) -> PayloadReport | None:
    try:
        with transaction.atomic():
            IngestKey.objects.create(key=key, report={}, received_at=now)
    except IntegrityError:
        said = IngestKey.objects.get(key=key).report
        return replace(PayloadReport(**said), known=1)
    return None


def _taken(
    document: Any,
    shape: PayloadShape,
    found: Read,
    origin: Origin,
    now: datetime,
    only: frozenset[int] | None,
) -> PayloadReport:
    rows, refusals, barred = _placed(found.readings, origin.received_at, only)
    refusals = [*found.refusals, *refusals]
    report = store(rows=rows, now=now, source=origin.source)
    keep_refusals(origin, document, shape, refusals)
    refused = Counter(refusal.reason for refusal in refusals) + Counter(row.reason for row in report.refused)
    if barred:
        refused[NOT_ALLOWED] = barred
    return PayloadReport(
        stored=report.stored, repeated=report.repeated, corrected=report.corrected,
        alerts_opened=report.alerts_opened, missing=found.missing, dropped=found.dropped,
        ignored=int(found.is_ignored), refused=dict(refused),
        timed_by_receipt=sum(reading.at_us is None for reading in found.readings),
    )  # fmt: skip


def _placed(
    readings: Iterable[Reading], received_at: datetime, only: frozenset[int] | None
) -> tuple[Batch, list[Refusal], int]:
    """Readings as a batch in the units of their datastreams, what has no place, and how many may not be written."""
    readings = list(readings)
    streams = _streams(readings)
    things = _things(readings, streams)
    received_us = to_us(received_at)
    ids: list[int] = []
    at_us: list[int] = []
    values: list[float] = []
    refusals, barred = [], 0
    for one in readings:
        stream = streams.get(one.key)
        if stream is None:
            reason = STREAM_UNKNOWN if one.device in things else DEVICE_UNKNOWN
            refusals.append(Refusal(one.place, one.device, reason, one.key))
            continue
        if only is not None and stream.pk not in only:
            barred += 1
            continue
        try:
            value = in_unit_of(stream, one)
        except UnitUnclear as fault:
            refusals.append(Refusal(one.place, one.device, fault.reason, f"{one.shape.path}: {fault}"))
            continue
        ids.append(stream.pk)
        at_us.append(received_us if one.at_us is None else one.at_us)
        values.append(value)
    batch = Batch.columns(
        np.array(ids, dtype=np.int64), np.array(at_us, dtype=np.int64), np.array(values, dtype=np.float64)
    )
    return batch, refusals, barred


def _streams(readings: list[Reading]) -> dict[str, Datastream]:
    keys = {reading.key for reading in readings}
    found = Datastream.objects.filter(key__in=keys, is_multi=False).select_related(
        "observed_property", "thing"
    )
    return {stream.key: stream for stream in found}


def _things(readings: list[Reading], streams: Mapping[str, Datastream]) -> set[str]:
    """The devices that somebody has registered: one of their datastreams is there, or a thing of that name."""
    known = {reading.device for reading in readings if reading.key in streams}
    rest = {reading.device for reading in readings} - known
    return known | set(Thing.objects.filter(key__in=rest).values_list("key", flat=True) if rest else ())
