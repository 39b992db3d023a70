"""Writes of one process go through one queue: what waits while one commit is under way goes into the next."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from django.utils import timezone

from meydan.kernel.observations.operations.together import Outcome, Part, take_together

# Rows that one commit takes; more would hold locks for longer than a sender likes to wait.
MOST_ROWS = 20_000
# Senders that may wait; beyond it a new one is asked to come again.
MOST_WAITING = 2_000
# What a sender may wait for company, at most half of what a commit takes.
LONGEST_LINGER_S = 0.002


class TooBusy(Exception):
    """More is coming in than can be written; try again in a moment."""


class Writer:
    """One thread with one database connection, fed from the event loop."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="observations-writer")
        self._waiting: list[tuple[Part, asyncio.Future[Outcome]]] = []
        self._task: asyncio.Task[None] | None = None
        self._lingering: asyncio.Future[None] | None = None
        self._expected = 1

    async def take(self, part: Part) -> Outcome:
        """
        Store a batch with whatever else waits; returns after the commit.

        :raises TooBusy: if too many wait already
        """
        if len(self._waiting) >= MOST_WAITING:
            raise TooBusy
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[Outcome] = loop.create_future()
        self._waiting.append((part, outcome))
        if self._task is None:
            # Kept, for the loop itself holds on to a task only loosely.
            self._task = loop.create_task(self._work())
        elif self._lingering is not None and len(self._waiting) >= self._expected:
            self._stop_lingering()
        return await outcome

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                turn = self._next_turn()
                parts = [part for part, _ in turn]
                began = loop.time()
                outcomes = await loop.run_in_executor(self._thread, take_together, parts, timezone.now())
                for (_, future), outcome in zip(turn, outcomes, strict=True):
                    # A sender that hung up no longer waits for the answer.
                    if not future.done():
                        future.set_result(outcome)
                await self._linger(len(turn), loop.time() - began)
        finally:
            self._task = None

    async def _linger(self, count: int, took_s: float) -> None:
        """
        After a turn of several senders, wait a moment for as many: they are about to send their next.

        Without it every second turn would be of the one who is quickest, and a commit costs the same for all.
        """
        if count < 2 or len(self._waiting) >= count:
            return
        loop = asyncio.get_running_loop()
        self._expected, self._lingering = count, loop.create_future()
        timer = loop.call_later(min(LONGEST_LINGER_S, took_s / 2), self._stop_lingering)
        await self._lingering
        timer.cancel()
        self._lingering = None

    def _stop_lingering(self) -> None:
        if self._lingering is not None and not self._lingering.done():
            self._lingering.set_result(None)

    def _next_turn(self) -> list[tuple[Part, asyncio.Future[Outcome]]]:
        rows = taken = 0
        for part, _ in self._waiting:
            rows += len(part.batch)
            if taken and rows > MOST_ROWS:
                break
            taken += 1
        turn, self._waiting = self._waiting[:taken], self._waiting[taken:]
        return turn
