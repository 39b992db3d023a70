"""What the queue holds."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from meydan.base.jobs.models import Job, Schedule


def due(now: datetime) -> QuerySet[Job]:
    """Jobs whose time has come, in the order they are taken."""
    ready = Job.objects.filter(state=Job.State.READY, run_at__lte=now)
    return ready.order_by("-priority", "run_at", "id")


def lapsed(now: datetime) -> QuerySet[Job]:
    """Running jobs whose worker has not been heard of since its lease ran out."""
    return Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=now).order_by("lease_until", "id")


def any_work(now: datetime) -> bool:
    """Whether a claim could find something; a plain read, so an idle worker never takes the write lock."""
    return due(now).exists() or lapsed(now).exists()


def dead_letters(limit: int = 100) -> list[Job]:
    """Jobs that failed too often, latest first."""
    return list(Job.objects.filter(state=Job.State.DEAD).order_by("-finished_at", "-id")[:limit])


def counts(now: datetime) -> dict[str, int]:
    """How many jobs wait, are due, run and are dead."""
    return Job.objects.aggregate(
        waiting=Count("id", filter=Q(state=Job.State.READY)),
        overdue=Count("id", filter=Q(state=Job.State.READY, run_at__lte=now)),
        running=Count("id", filter=Q(state=Job.State.RUNNING)),
        dead=Count("id", filter=Q(state=Job.State.DEAD)),
    )


def schedules() -> dict[str, Schedule]:
    """The schedule rows by job name."""
    return {row.name: row for row in Schedule.objects.order_by("name")}
