"""Periodic jobs: a row a job, moved on by a conditional update, so that many workers fire it once."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from meydan.base.jobs import registry
from meydan.base.jobs.engine import Timetable
from meydan.base.jobs.models import Job, Schedule
from meydan.base.jobs.operations import OPEN, enqueue


def fire_due(now: datetime) -> int:
    """Enqueue every periodic job whose time has come; return how many were fired by this call."""
    rows = {row.name: row for row in Schedule.objects.order_by("name")}
    fired = 0
    for name, table in registry.periodic().items():
        row = rows.get(name) or _planted(name, table, now)
        fired += _fire_or_mend(row, table, now)
    return fired


def _planted(name: str, table: Timetable, now: datetime) -> Schedule:
    first = table.first(now, settings.CITY_ZONE)
    return Schedule.objects.get_or_create(name=name, defaults={"next_at": first})[0]


def _fire_or_mend(row: Schedule, table: Timetable, now: datetime) -> bool:
    if row.next_at <= now:
        return _fire(row, table.following(row.next_at, now, settings.CITY_ZONE), now)
    mended = table.mended(row.next_at, now, settings.CITY_ZONE)
    if mended != row.next_at:
        Schedule.objects.filter(pk=row.pk, next_at=row.next_at).update(next_at=mended)
    return False


@transaction.atomic
def _fire(row: Schedule, next_at: datetime, now: datetime) -> bool:
    won = Schedule.objects.filter(pk=row.pk, next_at=row.next_at).update(next_at=next_at, last_at=now)
    if not won:
        return False
    key = f"every:{row.name}"
    if Job.objects.filter(key=key, state__in=OPEN).exists():
        return False  # the one before is still at it: ticks collapse
    enqueue(row.name, key=key, run_at=now)
    return True
