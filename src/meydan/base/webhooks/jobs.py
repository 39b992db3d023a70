"""What this room does by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meydan.base.jobs.public import every, job
from meydan.base.webhooks import operations
from meydan.base.webhooks.models import Outgoing, Subscription
from meydan.base.webhooks.sending import send_due

TAKEN_KEPT, DEAD_KEPT = timedelta(days=30), timedelta(days=90)


@job(
    name=operations.JOB,
    atomic=False,
    retries=10,
    timeout_s=3600,
    priority=5,
    label=_("Tell other systems what happened"),
)
def send(subscription_id: int) -> None:
    """Send what is due to one subscriber, and come back when the next message is due."""
    due_at = send_due(subscription_id=subscription_id, clock=timezone.now)
    if due_at is not None and due_at <= timezone.now():
        operations.ask_to_send(subscription_id, due_at)


@every(minutes=1)
@job(name="webhooks.look", label=_("Look which messages to other systems are due"))
def look(now: datetime) -> None:
    """Let the job of every subscriber run that has something due: a pause is over, or a worker was lost."""
    due = Outgoing.objects.filter(state=Outgoing.State.WAITING, due_at__lte=now)
    for number in (
        Subscription.objects.filter(is_active=True, outgoing__in=due).distinct().values_list("pk", flat=True)
    ):
        operations.ask_to_send(number, now)


@every(daily="03:40")
@job(name="webhooks.sweep", label=_("Forget old messages to other systems"))
def sweep(now: datetime) -> None:
    """Forget what was taken a month ago, and dead letters of more than three."""
    operations.sweep(taken_before=now - TAKEN_KEPT, dead_before=now - DEAD_KEPT)
