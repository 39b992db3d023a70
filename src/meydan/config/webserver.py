"""The web processes of a server: one that dies is replaced, however often, each time after a longer pause."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from granian.server.mp import MPServer

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
# A process that served this long is sound: its end is the first one again.
SOUND_AFTER_S = 60.0


def pause_s(deaths: int) -> float:
    """Seconds to wait after so many deaths in a row: none after the first, then longer and longer."""
    return 0.0 if deaths < 2 else min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(deaths - 2, 16))


class WebServer(MPServer):
    """
    The server, without the rule that it ends when a process dies twice within seconds.

    A city would stand without its pages until somebody looks; so it is tried again, and the log says why.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._deaths: dict[int, int] = {}
        self._due_at: dict[int, float] = {}

    def _serve_loop(self, spawn_target: Callable[..., Any], target_loader: Callable[..., Any]) -> None:
        while True:
            self.main_loop_interrupt.wait(self._wait_s())
            # Before looking round: who dies from now on wakes this loop once more.
            self.main_loop_interrupt.clear()
            self.interrupt_children.clear()
            if self.interrupt_signal:
                return
            if self.reload_signal:
                self._reload(spawn_target, target_loader)  # type: ignore[no-untyped-call]
            self._notice_the_dead()
            for place in [place for place, at in self._due_at.items() if at <= time.monotonic()]:
                del self._due_at[place]
                self._respawn_workers([place], spawn_target, target_loader)

    def _wait_s(self) -> float | None:
        if not self._due_at:
            return None
        return max(0.0, min(self._due_at.values()) - time.monotonic())

    def _notice_the_dead(self) -> None:
        for place, process in enumerate(self.wrks):
            if place in self._due_at or process.is_alive():  # type: ignore[no-untyped-call]
                continue
            now = time.monotonic()
            is_first = now - process.birth > SOUND_AFTER_S
            self._deaths[place] = 1 if is_first else self._deaths.get(place, 0) + 1
            wait_s = pause_s(self._deaths[place])
            self._due_at[place] = now + wait_s
            _say(process.inner.pid, process.inner.exitcode, self._deaths[place], wait_s)


def _say(pid: int, exitcode: int | None, deaths: int, wait_s: float) -> None:
    how = f"with code {exitcode}"
    if exitcode is not None and exitcode < 0:
        how = f"by {signal.Signals(-exitcode).name}"
    when = f"in {wait_s:g} s" if wait_s else "now"
    again = f", for the {deaths}. time in a row" if deaths > 1 else ""
    sys.stderr.write(f"Web process {pid} was ended {how}{again}. Another one starts {when}.\n")
    sys.stderr.flush()
