"""One document and its mapping become readings and refusals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from meydan.kernel.observations.engine.payloads.bounds import MOST_READINGS
from meydan.kernel.observations.engine.payloads.conditions import holds
from meydan.kernel.observations.engine.payloads.formats import DECODED, is_about_itself
from meydan.kernel.observations.engine.payloads.numbers import NotANumber, number_in
from meydan.kernel.observations.engine.payloads.paths import first_at, path_of, values_at
from meydan.kernel.observations.engine.payloads.records import Record, is_empty, records_of
from meydan.kernel.observations.engine.payloads.shapes import FieldShape, PayloadShape
from meydan.kernel.observations.engine.payloads.times import TimeUnreadable, time_in
from meydan.numerics.units import UnitUnknown, unit

NAME = re.compile(r"\{(\w+)\}")
NOT_A_NUMBER, TIME_UNREADABLE, CLOCK_WRONG = "not_a_number", "time_unreadable", "clock_wrong"
DEVICE_UNKNOWN, NOTHING_KNOWN, TOO_MANY = "device_unknown", "nothing_known", "too_many"
UNIT_UNKNOWN, STREAM_UNKNOWN, UNREADABLE = "unit_unknown", "stream_unknown", "unreadable"


@dataclass(frozen=True, slots=True)
class Reading:
    """
    One value a device sent.

    :param value: scaled, in ``unit``; an empty ``unit`` was nowhere said
    :param at_us: µs since 1970 UTC; ``None`` when the device said no time
    """

    place: int
    device: str
    key: str
    value: float
    unit: str
    at_us: int | None
    shape: FieldShape


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that cannot become a reading: in which record, of which device, why, and what stood there."""

    place: int
    device: str
    reason: str
    detail: str


@dataclass
class Read:
    """What a document held. Counts of values that say "no value", and of records left out on purpose."""

    readings: list[Reading] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    missing: int = 0
    dropped: int = 0
    is_ignored: bool = False


def read(document: Any, shape: PayloadShape, topic_words: dict[str, str], oldest_us: int) -> Read:
    """
    Everything that a document holds for a mapping that is complete.

    :param topic_words: names and values that the topic gave
    :param oldest_us: an instant before this one is a device that lost its clock
    """
    done = Read()
    for record in records_of(document, shape):
        if len(done.readings) + len(done.refusals) >= MOST_READINGS:
            done.refusals.append(Refusal(record.place, "", TOO_MANY, f"> {MOST_READINGS}"))
            break
        _take(record, document, shape, topic_words, oldest_us, done)
    if done.readings or done.refusals or done.missing or done.dropped:
        return done
    return _nothing(document, shape, topic_words, done)


def _nothing(document: Any, shape: PayloadShape, topic_words: dict[str, str], done: Read) -> Read:
    if is_empty(document, shape):
        done.is_ignored = True
        return done
    decoded, raw = DECODED.get(shape.format, ("", ""))
    is_bare = bool(raw) and first_at(document, path_of(decoded)) is None
    if is_bare and first_at(document, path_of(raw)) is None and is_about_itself(document, shape.format):
        done.is_ignored = True
        return done
    detail = f"{raw} / {decoded}" if is_bare else ", ".join(one.path for one in shape.field)[:200]
    done.refusals.append(Refusal(0, _device(document, document, shape, topic_words), NOTHING_KNOWN, detail))
    return done


def _take(
    record: Record, document: Any, shape: PayloadShape, words: dict[str, str], oldest_us: int, done: Read
) -> None:
    if any(holds(record.body, document, one) for one in shape.drop):
        done.dropped += 1
        return
    device = _device(record.body, document, shape, words)
    values = list(_values(record, document, shape, device, done))
    if not values:
        return
    if not device:
        done.refusals.append(Refusal(record.place, "", DEVICE_UNKNOWN, ", ".join(shape.device)))
        return
    try:
        at_us = time_in(record.body, document, shape.time)
    except TimeUnreadable as fault:
        done.refusals.append(Refusal(record.place, device, TIME_UNREADABLE, str(fault)))
        return
    if at_us is not None and at_us < oldest_us:
        done.refusals.append(Refusal(record.place, device, CLOCK_WRONG, str(at_us // 1_000_000)))
        return
    known = {**_words(record.body, document, shape), **words, "device": device}
    for one, value, said in values:
        key = NAME.sub(lambda found: known.get(found[1], found[0]), one.key)
        done.readings.append(Reading(record.place, device, key, value, said, at_us, one))


def _values(
    record: Record, document: Any, shape: PayloadShape, device: str, done: Read
) -> Iterator[tuple[FieldShape, float, str]]:
    for one in shape.field:
        top = document if one.path.startswith("$") else record.body
        present = _present(top, one)
        if present is None:
            continue
        if any(holds(record.body, document, condition) for condition in one.drop):
            done.dropped += 1
            continue
        try:
            number = number_in(present[0], one)
        except NotANumber as fault:
            done.refusals.append(Refusal(record.place, device, NOT_A_NUMBER, f"{one.path}: {fault}"))
            continue
        if number is None:
            done.missing += 1
            continue
        said = _unit(record.body, document, one)
        if one.unit and said and not _are_one(one.unit, said):
            detail = f"{one.path}: {said} / {one.unit}"
            done.refusals.append(Refusal(record.place, device, UNIT_UNKNOWN, detail))
            continue
        yield one, number, one.unit or said


def _present(top: Any, one: FieldShape) -> tuple[Any] | None:
    return next(((value,) for value in values_at(top, path_of(one.path))), None)


def _unit(record: Any, document: Any, one: FieldShape) -> str:
    if not one.unit_path:
        return ""
    found = first_at(document if one.unit_path.startswith("$") else record, path_of(one.unit_path))
    return str(found).strip()[:40] if isinstance(found, str | int) else ""


def _are_one(name: str, other: str) -> bool:
    try:
        return name == other or unit(name) == unit(other)
    except UnitUnknown:
        return False


def _device(record: Any, document: Any, shape: PayloadShape, words: dict[str, str]) -> str:
    found: Any = shape.fixed_device or words.get("device")
    for path in shape.device if not found else ():
        found = first_at(document if path.startswith("$") else record, path_of(path))
        if found is not None:
            break
    said = str(found).strip() if isinstance(found, str | int) and not isinstance(found, bool) else ""
    # EUIs are sent in capitals by one server and in small letters by another.
    return shape.devices.get(said) or shape.devices.get(said.lower()) or said.lower()[:120]


def _words(record: Any, document: Any, shape: PayloadShape) -> dict[str, str]:
    found = {
        name: first_at(document if path.startswith("$") else record, path_of(path))
        for name, path in shape.vars.items()
    }
    return {name: str(value).strip().lower()[:60] for name, value in found.items() if value is not None}
