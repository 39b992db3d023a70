"""What the queue holds."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from meydan.base.jobs.models import Job, Schedule


def due(now: datetime, least: int | None = None) -> QuerySet[Job]:
    """Jobs whose time has come, in the order they are taken; those of a least priority, or all."""
    ready = _urgent(Job.objects.filter(state=Job.State.READY, run_at__lte=now), least)
    return ready.order_by("-priority", "run_at", "id")


def lapsed(now: datetime, least: int | None = None) -> QuerySet[Job]:
    """Running jobs whose worker has not been heard of since its lease ran out."""
    running = _urgent(Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=now), least)
    return running.order_by("lease_until", "id")


def _urgent(jobs: QuerySet[Job], least: int | None) -> QuerySet[Job]:
    return jobs if least is None else jobs.filter(priority__gte=least)


def any_work(now: datetime, least: int | None = None) -> bool:
    """Whether a claim could find something; a plain read, so an idle worker never takes the write lock."""
    return due(now, least).exists() or lapsed(now, least).exists()


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
