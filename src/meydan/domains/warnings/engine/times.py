"""
Moments as CAP writes them: to the second, with an offset, and -00:00 for UTC.

The schema refuses the letter Z and fractions of a second, which most programs write.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

SHAPE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")


class MomentUnreadable(ValueError):
    """A text is not a moment of the form 2026-11-23T12:00:00+03:00."""


def write_moment(moment: datetime) -> str:
    """
    Write a moment with the offset it carries.

    :raises ValueError: if it carries none, has a fraction of a second, or an offset not of whole minutes
    """
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError(f"{moment.isoformat()} does not say in which zone it is")
    if moment.microsecond or offset % timedelta(minutes=1):
        raise ValueError(f"{moment.isoformat()} is finer than CAP can write")
    written = moment.isoformat(timespec="seconds")
    # CAP: "-00:00" says that the time is UTC and nothing about where it was written.
    return f"{written[:-6]}-00:00" if not offset else written


def read_moment(text: str) -> datetime:
    """
    Read a moment; -00:00 and +00:00 are both UTC.

    :raises MomentUnreadable: if it is of another form, or no such day or hour exists
    """
    if not SHAPE.fullmatch(text):
        raise MomentUnreadable(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        raise MomentUnreadable(text) from fault
    return moment if moment.utcoffset() else moment.replace(tzinfo=UTC)


def whole_second(moment: datetime) -> datetime:
    """The moment without its fraction of a second."""
    return moment.replace(microsecond=0)
