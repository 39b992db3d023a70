"""A home that is served, and commands that run, at a moment of the journey's own."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tools import browsing

FOLDER = Path(__file__).parent / "clock"


@contextlib.contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Every process that is started inside begins at ``moment``; the clock of the test itself stays as it is."""
    before = {name: os.environ.get(name) for name in ("MEYDAN_JOURNEY_AT", "PYTHONPATH")}
    os.environ["MEYDAN_JOURNEY_AT"] = moment.isoformat()
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(FOLDER), before["PYTHONPATH"]]))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class Town:
    """A home whose clock a journey sets: it is served from a moment on, and served again from a later one."""

    def __init__(self, home: Path, zone: str) -> None:
        self.home, self.zone, self.port = home, ZoneInfo(zone), browsing.free_port()

    def moment(self, told: str) -> datetime:
        """A moment of the town's own clock, as ``2027-03-06 09:00``."""
        return datetime.fromisoformat(told).replace(tzinfo=self.zone)

    @contextlib.contextmanager
    def served_at(self, told: str) -> Iterator[str]:
        """Serve the home from this moment on, its worker with it; gives the address."""
        with at(self.moment(told)), browsing.served(self.home, self.port) as base:
            yield base

    def run_at(self, told: str, *words: str) -> str:
        """Run a command on the home at this moment."""
        with at(self.moment(told)):
            return browsing.meydan(self.home, *words)
