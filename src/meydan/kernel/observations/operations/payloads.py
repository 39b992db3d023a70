"""Taking in what devices and gateways send: read by a mapping, converted, stored, and the rest kept aside."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import asdict, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, transaction

from meydan.kernel.observations.engine.payloads.documents import PayloadUnreadable, document_of, lines_of
from meydan.kernel.observations.engine.payloads.naming import name_of
from meydan.kernel.observations.engine.payloads.reading import (
    UNREADABLE,
    Read,
    read,
)
from meydan.kernel.observations.engine.payloads.shapes import PayloadShape
from meydan.kernel.observations.engine.payloads.topics import words_of
from meydan.kernel.observations.models import IngestKey, PayloadMapping
from meydan.kernel.observations.operations.ingest import store
from meydan.kernel.observations.operations.payload_places import placed
from meydan.kernel.observations.operations.payload_report import PayloadReport
from meydan.kernel.observations.operations.setting_aside import Origin, keep_payload, keep_refusals
from meydan.kernel.observations.payloads.mapping import oldest_us, shape_of

NOT_ALLOWED = "not_allowed"


class PayloadMappingUnknown(Exception):
    """No mapping has that key, or it is switched off."""


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
    rows, refusals, barred = placed(found.readings, origin.received_at, only)
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
