"""The times of periodic jobs, and the pauses between attempts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

FIRST_PAUSE_S = 10.0  # after the first failure: long enough for a restarted neighbour to answer
LONGEST_PAUSE_S = 3600.0  # nobody should wait more than an hour once the cause is gone
JITTER = 0.25  # share of the pause spread at random, so that jobs that failed together do not return together
SKEW = timedelta(minutes=1)  # clocks of two workers may differ by this much without meaning anything


class Timetable(Protocol):
    """When a periodic job runs."""

    def first(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The first time of a job never seen before."""

    def following(self, due_at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
        """The next time after one that was due at ``due_at`` and is fired ``now``."""

    def mended(self, due_at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
        """``due_at``, or an earlier time when only a clock set back can explain one so far ahead."""


@dataclass(frozen=True)
class Interval:
    """Every ``period``, keeping its phase."""

    period: timedelta

    def first(self, now: datetime, zone: ZoneInfo) -> datetime:
        """At once: whoever installs a city wants to see its numbers."""
        return now

    def following(self, due_at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
        """The first tick after ``now``; ticks missed in between collapse into the one being fired."""
        missed = max(0, (now - due_at) // self.period)
        return due_at + (missed + 1) * self.period

    def mended(self, due_at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
        """A tick more than a period ahead means the clock was set back: wait one period from now."""
        return now + self.period if due_at > now + self.period + SKEW else due_at


@dataclass(frozen=True)
class Daily:
    """Once a local day at ``at``."""

    at: time

    def first(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The next such time on the city's clock."""
        today = now.astimezone(zone).date()
        slot = self._slot(today.toordinal(), zone)
        return slot if slot > now else self._slot(today.toordinal() + 1, zone)

    def following(self, due_at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
        """The first slot after ``now`` on a later local day than the one that was due."""
        day = max(due_at.astimezone(zone).date(), now.astimezone(zone).date()).toordinal()
        slot = self._slot(day, zone)
        return slot if slot > max(now, due_at) else self._slot(day + 1, zone)

    def mended(self, due_at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
        """
        A slot more than two days ahead means the clock had been wrong by days: plan anew.

        A smaller step back waits for the slot already planned, so that today's job does not run twice.
        """
        return self.first(now, zone) if due_at > now + timedelta(days=2) else due_at

    def _slot(self, ordinal: int, zone: ZoneInfo) -> datetime:
        day = datetime.fromordinal(ordinal).date()
        # fold=0: on the night the clock goes back, the first of the two equal times counts
        return datetime.combine(day, self.at, tzinfo=zone).astimezone(UTC)


def back_off_s(attempts: int, chance: float) -> float:
    """
    Return the pause before the next attempt [s]: doubling from ten seconds to an hour, spread by a quarter.

    :param attempts: attempts made so far, 1 or more
    :param chance: a number drawn evenly from 0 to 1
    """
    pause = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(attempts - 1, 20))
    return pause * (1 - JITTER + 2 * JITTER * chance)
