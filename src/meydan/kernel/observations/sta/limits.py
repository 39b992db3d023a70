"""How long a request may ask the database: a legal question can be one that nobody should wait for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

READ_S, WRITE_S = 20.0, 120.0
# SQLite asks whether the time is over once in so many steps of its machine: some hundred times a second.
STEPS = 100_000
_now = threading.local()


class TooLong(Exception):
    """The time for this request is over; what it asked was not answered."""

    def __init__(self, allowed_s: float) -> None:
        super().__init__(f"It takes longer than {allowed_s:g} seconds here.")


def allowed_s(method: str) -> float:
    """Seconds that a request of this method may take."""
    if method in ("GET", "HEAD"):
        return float(getattr(settings, "SENSORTHINGS_READ_S", READ_S))
    return float(getattr(settings, "SENSORTHINGS_WRITE_S", WRITE_S))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """
    Let what this thread asks of the database end in time.

    On PostgreSQL each statement is cut at the limit, and none begins after it; on SQLite all of them together
    are cut at the limit.

    :raises TooLong: from the question that would take longer
    """
    _now.until, _now.allowed = time.monotonic() + seconds, seconds
    try:
        _prepare(seconds)
        yield
    finally:
        _now.until = None


def check() -> None:
    """
    Go on only while there is time; asked before each statement.

    :raises TooLong: otherwise
    """
    if is_over():
        raise TooLong(_now.allowed)


def is_over() -> bool:
    """Whether the time of the request of this thread is over."""
    until = getattr(_now, "until", None)
    return until is not None and time.monotonic() > until


def _prepare(seconds: float) -> None:
    """Tell the connection of this thread; it keeps that in mind for the next request."""
    connection.ensure_connection()
    own = connection.connection
    if getattr(connection, "_sta_limit", None) == (own, seconds):
        return
    if connection.vendor == "sqlite":
        own.set_progress_handler(lambda: int(is_over()), STEPS)
    else:
        with connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = {round(seconds * 1000)}")
    connection._sta_limit = (own, seconds)  # type: ignore[attr-defined]
