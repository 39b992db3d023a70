"""The mark of a time, as a form keeps it and a page sends it back."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_MARK = re.compile(r"\A([a-z][a-z0-9_]{0,39})@(\d{8}T\d{4}Z)\Z")
_MOMENT = "%Y%m%dT%H%MZ"


def write_mark(counter: str, starts_at: datetime) -> str:
    """``white_desk@20261201T0600Z``."""
    return f"{counter}@{starts_at.astimezone(UTC):{_MOMENT}}"


def read_mark(words: str) -> tuple[str, datetime] | None:
    """Return the counter and the moment, or nothing when the text is no mark."""
    found = _MARK.match(words)
    if not found:
        return None
    try:
        return found[1], datetime.strptime(found[2], _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
