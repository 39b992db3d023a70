"""What the answers of outside systems have in common: fields that may be absent, numbers in quotes, odd letters."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo


class ShapeChanged(Exception):
    """An answer does not look as it used to; the message says what is missing."""


def number(value: Any) -> float | None:
    """A finite number from a number or a text; ``None`` for everything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def moment(value: Any, zone: ZoneInfo | None = None) -> datetime | None:
    """A UTC moment from ISO text; without an offset in it, in ``zone`` or UTC; ``None`` for everything else."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.strip())
        found = found if found.tzinfo else found.replace(tzinfo=zone or UTC)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def rows(value: Any) -> Iterator[dict[str, Any]]:
    """The tables in a list; whatever else lies there is passed over."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield item


def text(value: Any, most: int = 200) -> str:
    """A short text, empty for everything that is none."""
    return value.strip()[:most] if isinstance(value, str) else ""
