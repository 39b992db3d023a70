"""The jobs this program knows, each announced by a decorator in its room's ``jobs.py``."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any, TypeVar

from django.utils.functional import Promise

from meydan.base.jobs.engine import Daily, Interval, Timetable

Work = Callable[..., object]
F = TypeVar("F", bound=Work)


class JobUnknown(Exception):
    """No job of this name is registered; perhaps its room is switched off or the name is old."""


class JobNameTaken(Exception):
    """Two functions claim one job name."""


@dataclass(frozen=True)
class JobSpec:
    """What ``@job`` said."""

    name: str
    work: Work
    retries: int
    timeout_s: float
    priority: int
    atomic: bool
    label: str | Promise
    wants: frozenset[str]

    @property
    def max_attempts(self) -> int:
        """The first attempt and its retries."""
        return self.retries + 1


_specs: dict[str, JobSpec] = {}
_timetables: dict[Work, Timetable] = {}


def job(
    *,
    name: str,
    retries: int = 5,
    timeout_s: float = 600,
    priority: int = 0,
    atomic: bool = True,
    label: str | Promise = "",
) -> Callable[[F], F]:
    """
    Register a function as the job ``name`` ("room.verb").

    The function gets the enqueued arguments by name, and ``now`` (the time it started) or ``job`` (its
    ``Lease``) if it has parameters of these names. With ``atomic`` (the default) it runs in one transaction
    with the note that it is done, so its effect happens once; on SQLite that transaction is the only writer,
    so a job that computes, reads files or calls out for long says ``atomic=False``, works outside any
    transaction, and writes inside ``with effect(job):`` at the end.

    :param retries: attempts after the first before it becomes a dead letter
    :param timeout_s: after this time [s] its lease is no longer renewed and another worker may take it over
    :param label: what the staff page calls it
    :raises JobNameTaken: if another function has the name
    """

    def register(work: F) -> F:
        known = _specs.get(name)
        if known is not None and _home(known.work) != _home(work):
            raise JobNameTaken(f"{name}: {_home(known.work)} and {_home(work)}")
        wants = frozenset(inspect.signature(work).parameters) & {"now", "job"}
        _specs[name] = JobSpec(name, work, retries, timeout_s, priority, atomic, label, wants)
        return work

    return register


def every(*, minutes: float = 0, hours: float = 0, daily: str = "") -> Callable[[F], F]:
    """
    Run a job without arguments periodically: ``@every(minutes=5)`` or ``@every(daily="03:30")`` (city time).

    :raises ValueError: unless exactly one kind of period is given
    """
    if bool(daily) == bool(minutes or hours):
        raise ValueError('say either minutes/hours or daily="HH:MM"')
    table: Timetable
    table = Daily(time.fromisoformat(daily)) if daily else Interval(timedelta(minutes=minutes, hours=hours))

    def register(work: F) -> F:
        _timetables[work] = table
        return work

    return register


def spec(name: str) -> JobSpec:
    """
    The job of this name.

    :raises JobUnknown: if none is registered
    """
    try:
        return _specs[name]
    except KeyError:
        raise JobUnknown(name) from None


def specs() -> list[JobSpec]:
    """Every registered job, by name."""
    return [_specs[name] for name in sorted(_specs)]


def periodic() -> dict[str, Timetable]:
    """The timetable of every periodic job, by name."""
    return {found.name: _timetables[found.work] for found in specs() if found.work in _timetables}


def forget(name: str) -> None:
    """Take a job out again (for tests)."""
    gone: Any = _specs.pop(name, None)
    if gone is not None:
        _timetables.pop(gone.work, None)


def _home(work: Work) -> str:
    return f"{work.__module__}.{work.__qualname__}"
