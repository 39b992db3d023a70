"""A worker: takes jobs one after another, keeps its claims alive, and leaves without breaking anything."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils import timezone

from meydan.base.jobs import beside, operations, queries, registry, runner, schedules, wake
from meydan.base.jobs.leases import Lease

log = logging.getLogger(__name__)

LEASE_S = 30.0  # a dead worker's job is taken over after this long
BEATS = 5  # renewals a lease: four may fail before it lapses
QUICK_LOOK_S = 0.2  # pause of a worker that has just been busy
SLOW_LOOK_S = 1.0  # pause of a worker that has been idle for a while
TROUBLE_S = 2.0  # pause after the database did not answer
TICK_S = 1.0  # how often periodic jobs are looked at
URGENT = 10  # jobs of this priority and above have a hand of their own: an alert does not wait for a roll-up


class Heartbeat:
    """Renews the claims of one worker from a thread and a database connection of its own."""

    def __init__(self, lease_s: float) -> None:
        self.lease_s = lease_s
        self._held: dict[Lease, float] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(timeout=self.lease_s)

    def hold(self, lease: Lease) -> None:
        """Keep a claim alive until it is let go, or until its job has had its time."""
        ends = time.monotonic() + _timeout_s(lease.name)
        with self._lock:
            self._held[lease] = ends

    def let_go(self, lease: Lease) -> None:
        """Stop renewing a claim."""
        with self._lock:
            self._held.pop(lease, None)

    def _beat(self) -> None:
        while not self._over.wait(self.lease_s / BEATS):
            with self._lock:
                held = [lease for lease, ends in self._held.items() if ends > time.monotonic()]
            for lease in held:
                self._renew(lease)
        connections.close_all()

    def _renew(self, lease: Lease) -> None:
        try:
            if not operations.renew(lease=lease, until=timezone.now() + timedelta(seconds=self.lease_s)):
                self.let_go(lease)
        except (DatabaseError, InterfaceError) as fault:
            # On SQLite the one writer may be the very job; as long as it writes, nobody can take it over.
            log.debug("heartbeat: %s", fault)
            close_old_connections()


class Worker:
    """Some threads that take jobs until told to stop, and one more that takes urgent ones only."""

    def __init__(self, *, concurrency: int = 1, lease_s: float = LEASE_S) -> None:
        self.concurrency = concurrency
        self.lease_s = lease_s
        # Never the process id alone: ids come round again, and containers all start at 1.
        self.owner = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._stopping = threading.Event()
        self._asked_to_stop = False
        self._bell: wake.Bell | None = None

    def stop(self) -> None:
        """Take no further job; those in hand are finished."""
        self._stopping.set()
        wake.up()

    def ask_to_stop(self) -> None:
        """
        Stop soon; for a handler of signals.

        The handler runs in the middle of whatever the main thread does: were it to set an event that this thread is
        just setting, it would wait for itself for ever. So it leaves word and rings, and takes no lock.
        """
        self._asked_to_stop = True
        bell = self._bell
        if bell is not None:
            bell.ring()

    def run(self) -> None:
        """Work until ``stop`` is called from another thread or a signal."""
        with Heartbeat(self.lease_s) as heart, wake.Bell() as bell:
            self._bell = bell
            hands = [
                threading.Thread(target=self._work, args=(heart, least), name=f"worker-{i}")
                for i, least in enumerate([*[None] * self.concurrency, URGENT])
            ]
            for hand in hands:
                hand.start()
            others = beside.start_all(self._stopping)
            self._mind_the_clock(bell)
            self.stop()
            self._bell = None
            for hand in [*hands, *others]:
                hand.join()

    def run_once(self) -> int:
        """Fire what is due and run what is due; return how many jobs were run."""
        count = 0
        with Heartbeat(self.lease_s) as heart:
            schedules.fire_due(timezone.now())
            while not self._is_over and self._take_one(heart):
                count += 1
        return count

    @property
    def _is_over(self) -> bool:
        return self._asked_to_stop or self._stopping.is_set()

    def _mind_the_clock(self, bell: wake.Bell) -> None:
        looked = 0.0
        while not self._is_over:
            if time.monotonic() - looked >= TICK_S:
                looked = time.monotonic()
                self._fire_due()
            bell.wait(max(0.0, looked + TICK_S - time.monotonic()), self._stopping)

    def _fire_due(self) -> None:
        try:
            schedules.fire_due(timezone.now())
        except Exception:
            log.exception("periodic jobs could not be looked at; trying again")
            close_old_connections()

    def _work(self, heart: Heartbeat, least: int | None) -> None:
        pause = QUICK_LOOK_S
        while not self._is_over:
            try:
                busy = self._take_one(heart, least)
            except Exception:
                # The database did not answer, most likely. A worker that ends silently is worse.
                log.exception("no job could be taken; trying again in %s s", TROUBLE_S)
                close_old_connections()
                self._stopping.wait(TROUBLE_S)
                continue
            if busy:
                pause = QUICK_LOOK_S
            else:
                wake.wait(pause)
                pause = min(SLOW_LOOK_S, pause * 1.5)
        connections.close_all()

    def _take_one(self, heart: Heartbeat, least: int | None = None) -> bool:
        now = timezone.now()
        if not queries.any_work(now, least):
            return False
        lease = operations.claim(owner=self.owner, lease_s=self.lease_s, now=now, least=least)
        if lease is None:
            return False
        heart.hold(lease)
        try:
            runner.run(lease)
        finally:
            heart.let_go(lease)
            close_old_connections()
        return True


def _timeout_s(name: str) -> float:
    try:
        return registry.spec(name).timeout_s
    except registry.JobUnknown:
        return 0.0
