"""Putting work in and taking it out: every step is one short transaction."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, F, PositiveSmallIntegerField, Q, Value, When
from django.utils import timezone

from meydan.base.jobs import registry, wake
from meydan.base.jobs.engine import back_off_s
from meydan.base.jobs.leases import Lease, LeaseLost
from meydan.base.jobs.models import Job
from meydan.base.jobs.queries import due, lapsed

LONGEST_ERROR = 4000  # characters of a failure kept for the staff page
OPEN = (Job.State.READY, Job.State.RUNNING)


class NotADeadLetter(Exception):
    """The job is not among the dead letters: someone has tried it again or dropped it already."""


def enqueue(
    name: str,
    *,
    key: str | None = None,
    run_at: datetime | None = None,
    priority: int | None = None,
    **arguments: Any,
) -> Job:
    """
    Put a job in the queue, inside the caller's transaction: rolled back with it.

    With a ``key`` there is at most one open job of that key. One that waits is returned as it is (it will see
    what this transaction wrote, for it cannot start before the commit); one that is already running is asked
    to run once more.

    :raises JobUnknown: if no such job is registered
    :raises TypeError: if an argument is not JSON
    """
    known = registry.spec(name)
    json.dumps(arguments)
    now = timezone.now()
    row = Job(
        name=name,
        arguments=arguments,
        key=key,
        run_at=run_at or now,
        priority=known.priority if priority is None else priority,
        max_attempts=known.max_attempts,
        created_at=now,
    )
    kept = _insert_once(row) if key is not None else _insert(row)
    # After the row: outside a transaction this rings at once.
    transaction.on_commit(wake.up)
    return kept


def _insert(row: Job) -> Job:
    row.save(force_insert=True)
    return row


@transaction.atomic
def _insert_once(row: Job) -> Job:
    while True:
        # Locked until the caller commits, so no worker starts it before the caller's rows can be seen.
        waiting = Job.objects.select_for_update().filter(key=row.key, state__in=OPEN).order_by("id").first()
        if waiting is not None:
            if waiting.state == Job.State.RUNNING:
                Job.objects.filter(pk=waiting.pk).update(again=True)
            return waiting
        try:
            with transaction.atomic():
                return _insert(row)
        except IntegrityError:
            row.pk = None  # another transaction was first; look again


def claim(*, owner: str, lease_s: float, now: datetime, least: int | None = None) -> Lease | None:
    """
    Take the next job: one that lapsed, else the most urgent one that is due.

    A job whose worker vanished on its last attempt becomes a dead letter instead.

    :param lease_s: how long [s] the claim holds unless renewed
    :param least: take jobs of this priority and above only
    """
    while True:
        with transaction.atomic():
            row = _next(now, least)
            if row is None:
                return None
            if row.state != Job.State.RUNNING or row.attempts < row.max_attempts:
                return _lease(row, owner, now + timedelta(seconds=lease_s), now)
            _bury(row, now, "The worker stopped without a word each time it tried this job.")


def _next(now: datetime, least: int | None) -> Job | None:
    # PostgreSQL: locked rows are skipped, so claims never wait for each other.
    # SQLite: the immediate transaction is the only writer, and the lock clause is left out.
    for rows in (lapsed(now, least), due(now, least)):
        row = rows.select_for_update(skip_locked=True).first()
        if row is not None:
            return row
    return None


def _lease(row: Job, owner: str, until: datetime, now: datetime) -> Lease:
    row.fence += 1
    row.attempts += 1
    Job.objects.filter(pk=row.pk).update(
        state=Job.State.RUNNING,
        fence=row.fence,
        attempts=row.attempts,
        lease_owner=owner,
        lease_until=until,
        started_at=now,
        again=False,
    )
    return Lease(row.pk, row.fence, row.name, row.arguments, row.attempts, row.max_attempts, owner, now)


def _bury(row: Job, now: datetime, reason: str) -> None:
    Job.objects.filter(pk=row.pk).update(
        state=Job.State.DEAD, lease_until=None, finished_at=now, fence=F("fence") + 1, last_error=reason
    )


def _held(lease: Lease) -> Q:
    return Q(pk=lease.job_id, fence=lease.fence, state=Job.State.RUNNING)


def renew(*, lease: Lease, until: datetime) -> bool:
    """Hold a job longer; ``False`` if it is no longer ours."""
    return Job.objects.filter(_held(lease)).update(lease_until=until) == 1


def touch(*, lease: Lease) -> None:
    """
    Hold the job's row until the end of the caller's transaction.

    :raises LeaseLost: if another worker has taken the job over
    """
    if not Job.objects.filter(_held(lease)).update(fence=lease.fence):
        raise LeaseLost(f"{lease.name} #{lease.job_id}")


def require(lease: Lease) -> None:
    """
    Look whether the claim still holds, before working in vain.

    :raises LeaseLost: if another worker has taken the job over
    """
    if not Job.objects.filter(_held(lease)).exists():
        raise LeaseLost(f"{lease.name} #{lease.job_id}")


def complete(*, lease: Lease, now: datetime) -> None:
    """
    Note, in the transaction of the job's effect, that it is done (or is to run again, if so asked meanwhile).

    :raises LeaseLost: if another worker has taken the job over: the caller's transaction must roll back
    """
    asked_again = Q(again=True)
    changed = Job.objects.filter(_held(lease)).update(
        state=Case(When(asked_again, then=Value(Job.State.READY)), default=Value(Job.State.DONE)),
        run_at=Case(When(asked_again, then=Value(now)), default=F("run_at")),
        attempts=Case(
            When(asked_again, then=Value(0)), default=F("attempts"), output_field=PositiveSmallIntegerField()
        ),
        again=False,
        lease_until=None,
        finished_at=now,
        last_error="",
    )
    if not changed:
        raise LeaseLost(f"{lease.name} #{lease.job_id}")


@transaction.atomic
def fail(*, lease: Lease, error: str, now: datetime, chance: float, for_good: bool = False) -> bool:
    """
    Note a failed attempt: it waits and is tried again, or becomes a dead letter.

    :param chance: a number drawn evenly from 0 to 1, which spreads the pause
    :param for_good: no further attempt can help
    :return: whether the claim still held
    """
    buried = for_good or lease.attempts >= lease.max_attempts
    pause = timedelta(seconds=back_off_s(lease.attempts, chance))
    changed = Job.objects.filter(_held(lease)).update(
        state=Job.State.DEAD if buried else Job.State.READY,
        run_at=F("run_at") if buried else now + pause,
        lease_until=None,
        finished_at=now if buried else None,
        last_error=error[-LONGEST_ERROR:],
    )
    return changed == 1


@transaction.atomic
def try_again(*, job_id: int, now: datetime) -> Job:
    """
    Put a dead letter back in the queue with all its attempts before it.

    If an open job of its key exists by now, that one does the work and the dead letter is closed.

    :raises NotADeadLetter: if it is none (any more)
    """
    row = _dead(job_id)
    if row.key and Job.objects.filter(key=row.key, state__in=OPEN).exists():
        Job.objects.filter(pk=row.pk).update(state=Job.State.DONE, finished_at=now)
    else:
        Job.objects.filter(pk=row.pk).update(state=Job.State.READY, run_at=now, attempts=0, finished_at=None)
    transaction.on_commit(wake.up)
    row.refresh_from_db()
    return row


@transaction.atomic
def drop(*, job_id: int) -> Job:
    """
    Remove a dead letter; return it as it was.

    :raises NotADeadLetter: if it is none (any more)
    """
    row = _dead(job_id)
    Job.objects.filter(pk=row.pk).delete()
    return row


def _dead(job_id: int) -> Job:
    row = Job.objects.select_for_update().filter(pk=job_id, state=Job.State.DEAD).first()
    if row is None:
        raise NotADeadLetter(str(job_id))
    return row


@transaction.atomic
def sweep(*, before: datetime) -> int:
    """Delete what was done before a time; return how many rows went."""
    return Job.objects.filter(state=Job.State.DONE, finished_at__lt=before).delete()[0]
