"""Announcing and delivering."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.base.events import registry
from meydan.base.events.models import Announcement, Delivery
from meydan.base.jobs.public import GiveUp, enqueue


@transaction.atomic
def publish(event: registry.Event, now: datetime) -> Announcement:
    """
    Write an event to the outbox with one delivery job a subscriber, all inside the caller's transaction.

    Deliveries may arrive in any order, also those of one kind; a handler that minds compares times.
    """
    row = Announcement.objects.create(kind=event.kind, body=registry.written(event), at=now)
    for subscription in registry.listeners(event.kind):
        enqueue("events.deliver", announcement_id=row.pk, subscriber=subscription.name)
    return row


@transaction.atomic
def deliver(*, announcement_id: int, subscriber: str, now: datetime) -> bool:
    """
    Let one subscriber hear one event, once; ``False`` if it had heard it before.

    :raises GiveUp: if this version has no such event or subscriber
    """
    row = Announcement.objects.filter(pk=announcement_id).first()
    if row is None:
        raise GiveUp(f"Event {announcement_id} is no longer kept, so {subscriber} cannot hear it.")
    listener = registry.listener(subscriber)
    if listener is None:
        raise GiveUp(f"This version has no subscriber {subscriber!r} for {row.kind!r} (event {row.pk}).")
    if listener.event.kind != row.kind:
        raise GiveUp(f"{subscriber!r} listens to {listener.event.kind!r} now, not to {row.kind!r}.")
    # The unique row comes first: of two deliveries at once, the second waits here and then steps back.
    _, new = Delivery.objects.get_or_create(announcement=row, subscriber=subscriber, defaults={"at": now})
    if new:
        listener.handler(_event(row, listener), now)
    return new


def _event(row: Announcement, listener: registry.Subscription) -> registry.Event:
    try:
        return registry.read(row.body, listener.event)
    except registry.EventUnreadable as fault:
        raise GiveUp(f"Event {row.pk} was written by another version and cannot be read: {fault}") from fault


@transaction.atomic
def sweep(*, before: datetime) -> int:
    """Delete events older than a time that every subscriber has heard or given up; return how many."""
    return Announcement.objects.filter(at__lt=before).delete()[0]
