"""Times as devices write them become instants, or are refused; none is guessed and none is shifted."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from meydan.kernel.observations.engine.moments import from_us, to_us
from meydan.kernel.observations.engine.payloads.paths import first_at, path_of
from meydan.kernel.observations.engine.payloads.shapes import TimeShape

PER_SECOND = {"epoch_s": 1, "epoch_ms": 1_000, "epoch_us": 1_000_000}
# Between the years 1973 and 5138 a count of seconds, of ms and of µs cannot be taken for each other.
SECONDS_BELOW, MILLISECONDS_BELOW = 1e11, 1e14


class TimeUnreadable(Exception):
    """There is a time, and it cannot be read; the message shows it."""


def time_in(record: Any, document: Any, shape: TimeShape) -> int | None:
    """
    The instant [µs since 1970 UTC] that a record carries, or ``None`` when it carries none.

    :raises TimeUnreadable: if something stands there that is no time
    """
    if shape.ignore:
        return None
    found = [value for value in (_value(record, document, path) for path in shape.paths) if value is not None]
    if not found:
        return None
    if shape.join:
        return instant(" ".join(map(str, found)), shape)
    return instant(found[0], shape)


def _value(record: Any, document: Any, path: str) -> Any:
    found = first_at(document if path.startswith("$") else record, path_of(path))
    return None if found == "" else found


def instant(value: Any, shape: TimeShape) -> int:
    """
    The instant that a value names.

    :raises TimeUnreadable: if it names none
    """
    try:
        if shape.format in PER_SECOND:
            return _counted(float(value), PER_SECOND[shape.format])
        if shape.format == "auto" and isinstance(value, int | float) and not isinstance(value, bool):
            return _counted(float(value), _unit_of(abs(float(value))))
        if isinstance(value, str):
            return to_us(_read(value.strip(), shape))
    except (ValueError, OverflowError, TypeError) as fault:
        raise TimeUnreadable(str(value)[:80]) from fault
    raise TimeUnreadable(str(value)[:80])


def _unit_of(count: float) -> int:
    if count < SECONDS_BELOW:
        return 1
    return 1_000 if count < MILLISECONDS_BELOW else 1_000_000


def _counted(count: float, per_second: int) -> int:
    at_us = round(count * (1_000_000 // per_second))
    # The year must be one that a calendar has; this refuses the others.
    from_us(at_us)
    return at_us


def _read(text: str, shape: TimeShape) -> datetime:
    iso = shape.format in ("auto", "iso")
    # The zone is put on below, unless the text carries one.
    moment = datetime.fromisoformat(text) if iso else datetime.strptime(text, shape.format)  # noqa: DTZ007
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(shape.zone))
