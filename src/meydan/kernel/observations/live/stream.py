"""One who looks on: what is new for them, at their pace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils import timezone

from meydan.kernel.observations.engine.waiting import Box, Fact
from meydan.kernel.observations.live import asking, events
from meydan.kernel.observations.live.asking import Asked, Shown
from meydan.kernel.observations.live.missed import facts_of, missed_since
from meydan.kernel.observations.sta import who
from meydan.kernel.observations.sta.http import Refusal
from meydan.kernel.observations.stores.feed import Entry

if TYPE_CHECKING:
    from meydan.kernel.observations.live.asgi import Live

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HEARTBEAT_S = 15.0
CHECK_S = 60.0
READY_S = 5.0
# Batches that were under way when somebody began to listen may not be in the feed.
SECOND_LOOK_S = 3.0
MOVED_EVERY_S = 1.0
# Whoever takes nothing this long is not there any more.
PATIENCE_S = 120.0


class Stream:
    """The state of one connection; its methods run in the event loop unless they say otherwise."""

    def __init__(self, live: Live, asked: Asked, headers: dict[str, str], send: Send) -> None:
        self.live, self.asked, self.headers, self.send = live, asked, headers, send
        self.loop = asyncio.get_running_loop()
        self.box = Box()
        self.shown: dict[int, Shown] = {}
        self.place = 0
        self._ids = np.empty(0, dtype=np.int64)
        self._news = asyncio.Event()
        self._over = asyncio.Event()
        self._why = ""
        self._moved_s = 0.0
        self._first: list[bytes] = []

    async def begin(self) -> None:
        """
        Find what may be seen, and what is known of it.

        :raises Refusal: if the key is not good, or nothing of it may be seen
        """
        await self._look_up()
        self.live.follower.hear(self.hear)
        try:
            if not await self.live.in_thread(lambda: self.live.follower.wait_ready(READY_S)):
                raise Refusal(503, "The database does not answer. Try again in a moment.", Retry_After="10")
            self._first = await self.live.in_thread(self._beginning)
        except BaseException:
            self.end()
            raise

    async def _look_up(self) -> None:
        shown = await self.live.in_thread(self._visible)
        if not shown:
            raise Refusal(
                404, "There is no such datastream here. Say which, as ?datastreams=1,2,3 or ?thing=5."
            )
        self.shown = shown
        self._ids = np.array(sorted(shown), dtype=np.int64)

    def _visible(self) -> dict[int, Shown]:
        """In a thread: who asks may have changed, and so may what they see."""
        principal = who.principal_of(self.headers, "GET")
        return asking.streams_shown(self.asked, principal)

    def _beginning(self) -> list[bytes]:
        """In a thread: what was missed since the last time if it is known, then the newest values."""
        parts = [events.RETRY, events.event("hello", {"datastreams": self._ids.tolist()})]
        said = self.headers.get("last-event-id", "")
        last = int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None
        self.place = self.live.follower.place
        missed: list[Fact] | None = []
        if last is not None:
            missed = missed_since(last, self._ids)
        if missed is None:
            parts.append(
                events.event(
                    "gap", {"reason": "What was missed lies too far back. The newest values follow."}
                )
            )
        now = timezone.now()
        facts = [*(missed or []), *asking.newest(self._ids.tolist())]
        parts.append(events.observations(dict.fromkeys(facts), self.shown, self.asked, now, self.place))
        return parts

    def hear(self, entries: Sequence[Entry], place: int) -> None:
        """In the reading thread: pass on what concerns this stream."""
        facts = [fact for entry in entries for fact in facts_of(entry, self._ids)]
        clock = time.monotonic()
        # The place moves on in the loop, behind the facts that wait there already.
        if facts or clock - self._moved_s >= MOVED_EVERY_S:
            self._moved_s = clock
            self.loop.call_soon_threadsafe(self._put, facts, place)

    def _put(self, facts: list[Fact], place: int) -> None:
        self.place = max(self.place, place)
        for fact in facts:
            self.box.put(fact)
        if facts:
            self._news.set()

    async def run(self, receive: Receive) -> None:
        """Talk until one side has enough."""
        gone = asyncio.ensure_future(receive())
        over = asyncio.ensure_future(self._over.wait())
        talk = asyncio.ensure_future(self._talk())
        try:
            await asyncio.wait({gone, over, talk}, return_when=asyncio.FIRST_COMPLETED)
            if over.done() and not gone.done():
                await self._say_why()
        finally:
            for task in (gone, over, talk):
                task.cancel()
        # A client that went, or takes nothing, is no fault of ours.
        with suppress(TimeoutError, OSError, asyncio.CancelledError):
            await talk

    async def _say_why(self) -> None:
        # Whoever does not read now is not waited for.
        farewell = events.event("end", {"reason": self._why})
        ending = {"type": "http.response.body", "body": farewell, "more_body": False}
        await asyncio.wait({asyncio.ensure_future(self.send(ending))}, timeout=0.5)

    async def _talk(self) -> None:
        await self._write(b"".join(self._first))
        self._first = []
        began = checked = time.monotonic()
        is_looked = False
        while not self._over.is_set():
            await self._wait()
            facts, dropped = self.box.take()
            clock = time.monotonic()
            if not is_looked and clock - began >= SECOND_LOOK_S:
                is_looked = True
                facts += await self.live.in_thread(lambda: asking.newest(self._ids.tolist()))
            await self._write(self._told(facts, dropped))
            if clock - checked >= CHECK_S:
                checked = clock
                await self._check()

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), HEARTBEAT_S)
        except TimeoutError:
            return
        self._news.clear()

    def _told(self, facts: list[Fact], dropped: int) -> bytes:
        left_out = events.event("dropped", {"dropped": dropped}) if dropped else b""
        told = events.observations(facts, self.shown, self.asked, timezone.now(), self.place)
        return left_out + told or events.heartbeat(self.place)

    async def _check(self) -> None:
        try:
            await self._look_up()
        except Refusal as refusal:
            self.over(refusal.message)

    async def _write(self, body: bytes) -> None:
        part = {"type": "http.response.body", "body": body, "more_body": True}
        await asyncio.wait_for(self.send(part), PATIENCE_S)

    def over(self, why: str) -> None:
        """Let this one go, with a word why."""
        self._why = why
        self._over.set()

    def end(self) -> None:
        """Nothing more is heard for this stream."""
        self.live.follower.unhear(self.hear)
