"""Deliveries, one job a subscriber."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from meydan.base.events import operations
from meydan.base.jobs.public import every, job

KEPT = timedelta(days=90)  # a dead letter may be tried again for a season; then the event is let go


@job(name="events.deliver", retries=8, priority=10, label=_("Tell a room what happened"))
def deliver(announcement_id: int, subscriber: str, now: datetime) -> None:
    """Let one subscriber hear one event."""
    operations.deliver(announcement_id=announcement_id, subscriber=subscriber, now=now)


@every(daily="03:20")
@job(name="events.sweep", label=_("Clear old events"))
def clear_old(now: datetime) -> None:
    """Delete events of more than ninety days."""
    operations.sweep(before=now - KEPT)
