"""Running one claimed job, so that its effect and the note that it is done are one."""

from __future__ import annotations

import logging
import random
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.utils import timezone

from meydan.base.jobs import operations, registry
from meydan.base.jobs.leases import GiveUp, Lease, LeaseLost

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
_finished: set[tuple[int, int]] = set()


class Outcome(Enum):
    """How an attempt ended."""

    DONE = "done"
    FAILED = "failed"
    LOST = "lost"


@contextmanager
def effect(job: Lease, now: datetime | None = None) -> Iterator[None]:
    """
    Write the effect of a job and the note that it is done in one transaction.

    Jobs that say ``atomic=False`` do their long work first and write inside this; every other job runs in it
    from the start.

    :raises LeaseLost: if another worker took the job over; everything written inside is rolled back
    """
    with transaction.atomic():
        operations.require(job)
        yield
        operations.complete(lease=job, now=now or timezone.now())
    _finished.add((job.job_id, job.fence))


@contextmanager
def held(job: Lease) -> Iterator[None]:
    """
    Write a step of a long job in a transaction of its own, which is kept only if the claim still stands.

    :raises LeaseLost: if another worker took the job over; everything written inside is rolled back
    """
    with transaction.atomic():
        # An update, not a look: on PostgreSQL it holds the row, so nobody takes the job over before the commit.
        operations.touch(lease=job)
        yield


def run(lease: Lease, clock: Clock = timezone.now) -> Outcome:
    """Run a claimed job to its end, whatever that is; never raises for the job's own faults."""
    try:
        _work(lease, clock)
    except LeaseLost:
        log.warning(
            "%s #%s was taken over by another worker; its work here is undone", lease.name, lease.job_id
        )
        return Outcome.LOST
    except Exception as fault:
        return _failed(lease, fault, clock())
    finally:
        _finished.discard((lease.job_id, lease.fence))
    return Outcome.DONE


def _work(lease: Lease, clock: Clock) -> None:
    spec = registry.spec(lease.name)
    now = clock()
    given = {"now": now, "job": lease}
    arguments = {**{name: given[name] for name in spec.wants}, **lease.arguments}
    if spec.atomic:
        with effect(lease, now):
            spec.work(**arguments)
        return
    spec.work(**arguments)
    if (lease.job_id, lease.fence) not in _finished:
        with effect(lease, clock()):
            pass


def _failed(lease: Lease, fault: Exception, now: datetime) -> Outcome:
    for_good = isinstance(fault, (GiveUp, registry.JobUnknown))
    words = _words(lease, fault) if for_good else traceback.format_exc()
    log.error("%s #%s failed: %s", lease.name, lease.job_id, fault)
    chance = random.random()  # noqa: S311 - spreads retries, guards nothing
    held = operations.fail(lease=lease, error=words, now=now, chance=chance, for_good=for_good)
    return Outcome.FAILED if held else Outcome.LOST


def _words(lease: Lease, fault: Exception) -> str:
    if isinstance(fault, registry.JobUnknown):
        return f"This version knows no job called {lease.name!r}. Was it enqueued by another version?"
    return str(fault)


def run_due(now: datetime, limit: int = 100) -> int:
    """
    Run due jobs here and now, as tests and ``worker --once`` do; return how many were run.

    ``now`` is the jobs' clock, so one enqueued meanwhile runs too if it is due by then.
    """
    count = 0
    while count < limit:
        lease = operations.claim(owner="here", lease_s=registry_timeout_s(), now=now)
        if lease is None:
            break
        run(lease, lambda: now)
        count += 1
    return count


def registry_timeout_s() -> float:
    """The longest time [s] any registered job may take; nothing renews a claim made without a worker."""
    return max((known.timeout_s for known in registry.specs()), default=600.0)
