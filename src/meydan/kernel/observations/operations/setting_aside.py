"""Putting payloads, or parts of them, in quarantine: bounded, and whole enough to be offered again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from meydan.kernel.observations.engine.payloads.bounds import KEPT_BYTES
from meydan.kernel.observations.engine.payloads.reading import Refusal
from meydan.kernel.observations.engine.payloads.records import with_records
from meydan.kernel.observations.engine.payloads.shapes import PayloadShape
from meydan.kernel.observations.models import QuarantinedRow

# Rows that one payload may leave in quarantine; the report counts everything.
MOST_ROWS = 100
SHOWN_DETAILS = 5


@dataclass(frozen=True)
class Origin:
    """Which way a payload came: its mapping, its topic, its sender in words, and when."""

    mapping: str
    topic: str
    source: str
    received_at: datetime


def keep_payload(origin: Origin, text: str, device: str, reason: str, detail: str) -> None:
    """Keep a payload with the reason why it, or something in it, was refused."""
    _row(origin, text, device, reason, detail).save(force_insert=True)


def keep_refusals(origin: Origin, document: Any, shape: PayloadShape, refusals: Iterable[Refusal]) -> None:
    """
    Keep the records of a document in which something was refused, one row for each device and reason.

    The row holds the document with those records alone, so that a long payload does not lie there many times.
    """
    alike: dict[tuple[str, str], list[Refusal]] = defaultdict(list)
    for refusal in refusals:
        alike[refusal.device, refusal.reason].append(refusal)
    rows = (
        _row(origin, text, device, reason, detail)
        for (device, reason), same in alike.items()
        for text, detail in _pieces(document, shape, same)
    )
    QuarantinedRow.objects.bulk_create(islice(rows, MOST_ROWS))


def _pieces(document: Any, shape: PayloadShape, same: list[Refusal]) -> Iterator[tuple[str, str]]:
    """The document with these records, in as many parts as the bound on what is kept asks for."""
    places = sorted({refusal.place for refusal in same})
    text = json.dumps(with_records(document, shape, places), ensure_ascii=False)
    if len(text.encode()) > KEPT_BYTES and len(places) > 1:
        middle = places[len(places) // 2]
        yield from _pieces(document, shape, [one for one in same if one.place < middle])
        yield from _pieces(document, shape, [one for one in same if one.place >= middle])
        return
    details = list(dict.fromkeys(refusal.detail for refusal in same))
    more = f" (+{len(details) - SHOWN_DETAILS})" if len(details) > SHOWN_DETAILS else ""
    yield text, "; ".join(details[:SHOWN_DETAILS]) + more


def _row(origin: Origin, text: str, device: str, reason: str, detail: str) -> QuarantinedRow:
    # PostgreSQL keeps no NUL in a text; a payload that holds one bare is kept without it, and not offered again.
    kept = text.replace("\x00", "").encode("utf-8", errors="replace")
    return QuarantinedRow(
        mapping=origin.mapping, topic=_clean(origin.topic, 300), source=_clean(origin.source, 200),
        received_at=origin.received_at, payload=kept[:KEPT_BYTES].decode("utf-8", errors="ignore"),
        is_cut=len(kept) > KEPT_BYTES or "\x00" in text, device=_clean(device, 120), reason=reason,
        detail=_clean(detail, 300),
    )  # fmt: skip


def _clean(text: str, most: int) -> str:
    return text.replace("\x00", "").encode("utf-8", errors="replace").decode()[:most]
