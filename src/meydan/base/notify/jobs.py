"""Sending, one message a job."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from meydan.base.jobs.public import Lease, effect, every, held, job
from meydan.base.notify import operations
from meydan.base.notify.models import Message
from meydan.base.notify.transports import MayHaveArrived, NotHandedOver, transport_for

KEPT = timedelta(days=400)  # a year and the month in which somebody asks about it


@job(name="notify.deliver", retries=8, timeout_s=120, priority=5, atomic=False, label=_("Send a message"))
def deliver(message_id: int, now: datetime, job: Lease) -> None:
    """Hand one message over. What leaves the house cannot be rolled back, so it is noted before and after."""
    transport = transport_for(Message.objects.values_list("channel", flat=True).get(pk=message_id))
    with held(job):
        parcel = operations.take_up(message_id=message_id, transport=transport)
    if parcel is None:
        return
    try:
        transport.hand_over(parcel)
    except NotHandedOver as fault:
        last = job.attempts >= job.max_attempts
        with held(job):
            operations.note_not_sent(message_id=message_id, error=str(fault), for_good=last)
        raise
    except MayHaveArrived as fault:
        with effect(job, now):
            operations.note_unsure(message_id=message_id, error=str(fault))
        return
    with effect(job, now):
        operations.note_sent(message_id=message_id, now=now)


@every(daily="03:30")
@job(name="notify.sweep", label=_("Clear the old log of messages"))
def clear_old(now: datetime) -> None:
    """Delete log rows of more than four hundred days."""
    operations.sweep(before=now - KEPT)
