"""Reads the feed and hands on what is new: in order for each datastream, and nothing left out."""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Sequence

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from meydan.kernel.observations.engine.following import Place
from meydan.kernel.observations.engine.moments import SECOND_US, to_us
from meydan.kernel.observations.stores import feed
from meydan.kernel.observations.stores.feed import Entry

log = logging.getLogger(__name__)

POLL_S = 0.1
# After the database did not answer.
TROUBLE_S = 1.0
OLD_EVERY_S = 5.0
LISTEN_EVERY_S = 20.0
# Whoever was cut off finds everything when they are back within this time.
LISTENS_US = 300 * SECOND_US
MOST_ENTRIES = 200

Hear = Callable[[Sequence[Entry], int], None]


class Reader:
    """One place in the feed, moved on step by step; not for several threads."""

    def __init__(self, name: str, *, after: int | None = None, listens_us: int = LISTENS_US) -> None:
        self.name = name
        self.place = None if after is None else Place(after)
        self.listens_us = listens_us
        self._listened_s = self._looked_s = float("-inf")

    def listen(self, clock_s: float) -> None:
        """Have it written for us, also while we do not read."""
        if clock_s - self._listened_s >= LISTEN_EVERY_S:
            feed.listen(self.name, to_us(timezone.now()), self.listens_us)
            self._listened_s = clock_s

    def begin(self, clock_s: float) -> Place:
        """Go on from here, whatever was before."""
        self.listen(clock_s)
        self.place = Place(feed.newest())
        return self.place

    def step(self, clock_s: float) -> tuple[list[Entry], int]:
        """
        The entries that came since the last step, and the number after which one would go on.

        Of one datastream they are in the order of writing: a batch holds its datastreams until it commits,
        so a later one draws a higher number; only batches of different datastreams overtake each other.
        """
        self.listen(clock_s)
        place = self.place or self.begin(clock_s)
        old_too = clock_s - self._looked_s >= OLD_EVERY_S
        asked = place.asked(clock_s, old_too=old_too)
        found = feed.these(asked) if asked else []
        if old_too:
            self._looked_s = clock_s
        found += feed.after(place.seen, MOST_ENTRIES)
        place.take((entry.id for entry in found), clock_s)
        return found, place.safe(clock_s)


class Follower:
    """A thread that reads for everybody in this process; it runs while somebody hears."""

    def __init__(self) -> None:
        self._hearers: set[Hear] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._name = f"web:{os.getpid()}:{secrets.token_hex(4)}"
        self._ready = threading.Event()
        # The number after which one would go on who has heard everything so far.
        self.place = 0

    def hear(self, hear: Hear) -> None:
        """Call ``hear`` in the reading thread with what is new and the number after which one would go on."""
        with self._lock:
            self._hearers.add(hear)
            if self._thread is None:
                self._ready.clear()
                self._thread = threading.Thread(target=self._run, name="feed-follower", daemon=True)
                self._thread.start()

    def unhear(self, hear: Hear) -> None:
        """No longer call it."""
        with self._lock:
            self._hearers.discard(hear)

    def wait_ready(self, timeout_s: float) -> bool:
        """Wait until what is written from now on will be heard."""
        return self._ready.wait(timeout_s)

    def _run(self) -> None:
        reader = Reader(self._name)
        while True:
            pause = POLL_S if self._step(reader) else TROUBLE_S
            time.sleep(pause)
            with self._lock:
                if not self._hearers:
                    self._thread = None
                    break
        connection.close()

    def _step(self, reader: Reader) -> bool:
        try:
            found, safe = reader.step(time.monotonic())
        except (DatabaseError, InterfaceError) as fault:
            log.warning("the feed could not be read, trying again: %s", fault)
            connection.close()
            return False
        self.place = safe
        self._ready.set()
        if found:
            with self._lock:
                hearers = list(self._hearers)
            for hear in hearers:
                hear(found, safe)
        return True
