"""Appointments: a place is taken by one conditional statement, so that none is given twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from meydan.base.forms.models import Draft, Slot, SlotHold

# Time enough to finish the form; after it somebody else may have the place.
HELD = timedelta(minutes=30)


class SlotFull(Exception):
    """The last place was taken meanwhile, or the time has come."""


@transaction.atomic
def take_slot(*, draft: Draft, field: str, slot_id: int, now: datetime) -> SlotHold:
    """
    Hold a place for a draft for half an hour, giving back the one it held before.

    :raises SlotFull: if there is no place left; what was held before stays held
    """
    held = SlotHold.objects.select_for_update().filter(draft=draft, field=field).first()
    if held is not None and held.slot_id == slot_id:
        held.until = now + HELD
        held.save(update_fields=["until"])
        return held
    free = Slot.objects.filter(pk=slot_id, taken__lt=F("capacity"), starts_at__gt=now)
    if not free.update(taken=F("taken") + 1):
        raise SlotFull(str(slot_id))
    if held is not None:
        release(held)
    return SlotHold.objects.create(draft=draft, field=field, slot_id=slot_id, until=now + HELD)


def release(hold: SlotHold) -> None:
    """Give a place back, once, whoever comes first; inside the caller's transaction."""
    if SlotHold.objects.filter(pk=hold.pk).delete()[0]:
        Slot.objects.filter(pk=hold.slot_id, taken__gt=0).update(taken=F("taken") - 1)


@transaction.atomic
def release_expired(*, now: datetime) -> int:
    """Give back every place whose half hour is over; return how many."""
    over = list(SlotHold.objects.filter(until__lte=now).order_by("id")[:500])
    for hold in over:
        release(hold)
    return len(over)


@transaction.atomic
def offer_slots(
    *, pool: str, starts_at: datetime, minutes: int, count: int, capacity: int
) -> tuple[int, int]:
    """Offer ``count`` appointments one after the other; return how many are new, and how many stood there already."""
    new = 0
    for number in range(count):
        begin = starts_at + timedelta(minutes=minutes * number)
        facts = {"ends_at": begin + timedelta(minutes=minutes), "capacity": capacity}
        _slot, is_new = Slot.objects.get_or_create(pool=pool, starts_at=begin, defaults=facts)
        new += is_new
    return new, count - new
