"""What a mapping would make of an example, with nothing stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from meydan.kernel.observations.engine.moments import from_us
from meydan.kernel.observations.engine.payloads.documents import (
    PayloadTooLarge,
    PayloadUnreadable,
    document_of,
)
from meydan.kernel.observations.engine.payloads.naming import name_of
from meydan.kernel.observations.engine.payloads.reading import Read, Reading, read
from meydan.kernel.observations.engine.payloads.topics import words_of
from meydan.kernel.observations.models import Datastream, QuarantinedRow
from meydan.kernel.observations.operations.units import UnitUnclear, in_unit_of
from meydan.kernel.observations.payloads.mapping import oldest_us, shape_of

SHOWN = 50


@dataclass(frozen=True)
class Tried:
    """One value as it would be stored, or why it would not."""

    key: str
    at: datetime | None
    sent: float
    sent_unit: str
    value: float | None
    unit: str
    problem: str = ""


@dataclass
class Trial:
    """What became of an example; ``name`` is what the same payload would be known by again."""

    rows: list[Tried] = field(default_factory=list)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    missing: int = 0
    dropped: int = 0
    is_ignored: bool = False
    name: str = ""
    fault: str = ""


def try_mapping(text: str, example: str, topic: str) -> Trial:
    """
    Read an example by a mapping.

    :raises PayloadMappingUnreadable: if the mapping cannot be used
    """
    shape = shape_of(text)
    try:
        document = document_of(example.encode())
        found = read(document, shape, words_of(topic, shape.topic), oldest_us(shape))
    except (PayloadUnreadable, PayloadTooLarge) as fault:
        return Trial(fault=str(fault))
    return _trial(found, name_of(document, shape))


def _trial(found: Read, name: str) -> Trial:
    keys = {reading.key for reading in found.readings}
    streams = {
        stream.key: stream
        for stream in Datastream.objects.filter(key__in=keys, is_multi=False).select_related(
            "observed_property"
        )
    }
    return Trial(
        rows=[_tried(one, streams.get(one.key)) for one in found.readings[:SHOWN]],
        refusals=[(str(QuarantinedRow.Reason(one.reason).label), one.detail) for one in found.refusals[:SHOWN]],
        missing=found.missing, dropped=found.dropped, is_ignored=found.is_ignored, name=name,
    )  # fmt: skip


def _tried(one: Reading, stream: Datastream | None) -> Tried:
    at = None if one.at_us is None else from_us(one.at_us)
    if stream is None:
        return Tried(one.key, at, one.value, one.unit, None, "", _("There is no such datastream yet."))
    try:
        return Tried(one.key, at, one.value, one.unit, in_unit_of(stream, one), stream.unit)
    except UnitUnclear:
        problem = _("Its unit is not said, or does not fit %(unit)s.") % {"unit": stream.unit or "-"}
        return Tried(one.key, at, one.value, one.unit, None, stream.unit, problem)
