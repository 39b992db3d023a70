"""A mapping of payloads as TOML: read, checked as a whole, and every fault named in words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from django.utils.translation import gettext as _

from meydan.kernel.observations.engine.moments import DAY_US
from meydan.kernel.observations.engine.payloads.formats import KNOWN, completed
from meydan.kernel.observations.engine.payloads.paths import PathUnreadable, path_of
from meydan.kernel.observations.engine.payloads.shapes import FieldShape, PayloadShape, When
from meydan.kernel.observations.engine.payloads.topics import TopicUnreadable, topic_pattern
from meydan.numerics.units import UnitUnknown, unit

SAME = "same"
TIME_FORMATS = ("auto", "iso", "epoch_s", "epoch_ms", "epoch_us")


class PayloadMappingUnreadable(Exception):
    """The mapping cannot be used; the message says where and what to write."""


def shape_of(text: str) -> PayloadShape:
    """
    The mapping in a TOML text, completed with what its format says.

    :raises PayloadMappingUnreadable: with the place and what to write
    """
    try:
        shape = msgspec.convert(tomllib.loads(text), type=PayloadShape)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise PayloadMappingUnreadable(str(fault)) from fault
    fault_words = next(_faults(shape), "")
    if fault_words:
        raise PayloadMappingUnreadable(fault_words)
    return completed(shape)


def _faults(shape: PayloadShape) -> Iterator[str]:
    if shape.format not in KNOWN:
        yield _("format must be one of %(known)s.") % {"known": ", ".join(KNOWN)}
        return
    if not shape.field:
        yield _("it names no field. Write a [[field]] table with path, key and unit.")
    if not (shape.device or shape.fixed_device or "{device}" in shape.topic or KNOWN[shape.format].device):
        yield _('it does not say where the device is. Write device = ["..."], or {device} in topic.')
    if shape.records and shape.columns:
        yield _("records and columns cannot both be said.")
    yield from _path_faults(shape)
    yield from _time_faults(shape)
    for one in shape.field:
        yield from _field_faults(one)


def _path_faults(shape: PayloadShape) -> Iterator[str]:
    conditions: list[When] = [*shape.drop, *(one for field in shape.field for one in field.drop)]
    paths = [
        *shape.device, *shape.vars.values(), shape.records, *shape.columns.values(), *shape.time.paths,
        *(part.partition("|")[0] for part in shape.dedupe), *(one.path for one in conditions),
        *(path for one in shape.field for path in (one.path, one.unit_path)),
    ]  # fmt: skip
    for path in filter(None, paths):
        try:
            path_of(path)
        except PathUnreadable:
            yield _('%(path)s is not a path. Write it like object.temperature, readings[*] or ["a.b"].') % {
                "path": path
            }
    try:
        topic_pattern(shape.topic)
    except TopicUnreadable:
        yield _("topic is not a pattern. Write it like sites/{device}/up.")


def _time_faults(shape: PayloadShape) -> Iterator[str]:
    time = shape.time
    try:
        ZoneInfo(time.zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield _("[time] zone %(zone)s is not a time zone. Write a name like Asia/Tehran.") % {
            "zone": time.zone
        }
    if time.format not in TIME_FORMATS and "%" not in time.format:
        yield _("[time] format must be %(known)s, or a pattern such as %(pattern)s.") % {
            "known": ", ".join(TIME_FORMATS), "pattern": "%d/%m/%Y %H:%M:%S",
        }  # fmt: skip
    try:
        date.fromisoformat(shape.oldest)
    except ValueError:
        yield _("oldest is not a day. Write it like 2000-01-01.")


def _field_faults(one: FieldShape) -> Iterator[str]:
    if one.unit not in ("", SAME):
        try:
            unit(one.unit)
        except UnitUnknown:
            yield _("%(path)s: no unit is called %(unit)s.") % {"path": one.path, "unit": one.unit}
    if not one.unit and not one.unit_path:
        yield _('%(path)s: its unit is not said. Write unit = "°C", unit_path, or unit = "same".') % {
            "path": one.path
        }
    if one.decimal not in (".", ","):
        yield _('%(path)s: decimal must be "." or ",".') % {"path": one.path}
    if (one.temperature_c is None) != (one.pressure_hpa is None):
        yield _("%(path)s: temperature_c and pressure_hpa belong together.") % {"path": one.path}
    if not one.key or len(one.key) > 120:
        yield _("%(path)s: key must have 1 to 120 letters.") % {"path": one.path}


def oldest_us(shape: PayloadShape) -> int:
    """The first instant that is believed [µs since 1970 UTC]."""
    return (date.fromisoformat(shape.oldest) - date(1970, 1, 1)).days * DAY_US
