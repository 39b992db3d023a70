"""Values that people write down: kept with who, how and from which post, and stored like any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import get_language

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.domains.environment.engine.kinds import BY_HAND
from meydan.domains.environment.models import HandEntry
from meydan.kernel.observations.public import (
    Datastream,
    ObservedProperty,
    Thing,
    ensure_datastream,
    ensure_thing,
    store,
)


class NotByHand(Exception):
    """This property is not one that people write down."""


@dataclass(frozen=True)
class Written:
    """One value as it was written: of which series, when, how."""

    datastream_id: int
    at: datetime
    value: float
    method: str = ""
    note: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of what was written: kept, of those in place of an older value, and refused with reasons."""

    kept: int
    replaced: int
    refused: Sequence[tuple[int, str]]


def series_by_hand(*, thing: Thing, observed_property: ObservedProperty) -> Datastream:
    """
    The series into which people write at a station, made on the first day it is needed.

    It stands beside a sensor's own series, never in it.

    :raises NotByHand: if the property is none that is written down
    """
    if observed_property.kind not in BY_HAND:
        raise NotByHand(observed_property.code)
    key = f"{thing.key}-{observed_property.code}-hand"
    return ensure_datastream(key=key[:120], thing=thing, observed_property=observed_property, period_s=None)


def sampling_place(*, name: str) -> Thing:
    """A station that so far only exists in words: a tap, a crossing, a roof."""
    key = f"hand-{slugify(name, allow_unicode=True)}"[:80]
    return ensure_thing(key=key, names={get_language() or "en": name})


@transaction.atomic
def write_down(*, rows: Sequence[Written], actor: Account, now: datetime) -> Outcome:
    """
    Store values that a person wrote down.

    Of two for one moment the newest wins; the older entry stays, marked as replaced. What is impossible is
    refused, the rest is kept.
    """
    posts = actor.post_codes(now.date())
    source = f"hand: {', '.join(posts) or 'no post'}"
    report = store(rows=[(row.datastream_id, row.at, row.value) for row in rows], now=now, source=source)
    refused = {one.row: one.reason for one in report.refused}
    kept = [row for place, row in enumerate(rows) if place not in refused]
    replaced = 0
    for row in kept:
        older = HandEntry.objects.filter(datastream_id=row.datastream_id, at=row.at, replaced_at=None)
        replaced += older.update(replaced_at=now)
        HandEntry.objects.create(
            datastream_id=row.datastream_id, at=row.at, value=row.value, method=row.method, note=row.note,
            post=", ".join(posts)[:60], entered_by=actor, entered_at=now,
        )  # fmt: skip
    if kept:
        record(
            verb="environment.written", actor=actor, thing="", now=now,
            payload={"values": len(kept), "replaced": replaced, "series": sorted({r.datastream_id for r in kept})},
        )  # fmt: skip
    return Outcome(len(kept), replaced, sorted(refused.items()))
