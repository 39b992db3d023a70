"""Figures for indicators: each comes with the rows behind it and its youngest input."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from meydan.base.appointments.models import Booking
from meydan.base.appointments.queries import counters, next_free
from meydan.numerics.figure import Figure

State = Booking.State


def missed_share(
    *, service: str = "", since: datetime | None = None, until: datetime | None = None
) -> Figure:
    """Return the share [0..1] of appointments that were missed, among those kept or missed between two moments."""
    rows = Booking.objects.filter(state__in=[State.CAME, State.MISSED])
    rows = rows.filter(service=service) if service else rows
    rows = rows.filter(time__starts_at__gte=since) if since else rows
    rows = rows.filter(time__starts_at__lt=until) if until else rows
    found = rows.aggregate(
        count=Count("pk"), missed=Count("pk", filter=Q(state=State.MISSED)), last=Max("time__starts_at")
    )
    return Figure.of_share(found["missed"], found["count"], found["last"])


def days_until_free(*, service: str = "", now: datetime) -> Figure:
    """
    Return in how many days the nearest place of each counter is free, as the mean over the counters.

    A counter that is full as far as one can book counts with all those days: a queue is not hidden by its length.
    """
    waits = []
    for counter in counters(service=service):
        free = next_free(counter, now=now)
        wait = free.opening.starts_at - now if free else timedelta(days=counter.days_ahead)
        waits.append(wait.total_seconds() / 86_400)
    return Figure(sum(waits) / len(waits) if waits else None, len(waits), now if waits else None)
