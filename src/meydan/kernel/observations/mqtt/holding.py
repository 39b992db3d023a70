"""Which process speaks to the broker, and how far it has come: one row, so that two do not do it at once."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.models import FeedPlace

NAME = "mqtt"
HELD_FOR = timedelta(seconds=20)


@transaction.atomic
def hold(*, holder: str, now: datetime) -> bool:
    """Hold the row for the next while; ``False`` when somebody else does."""
    row, _ = FeedPlace.objects.get_or_create(name=NAME)
    free = Q(holder=holder) | Q(held_until_us__lt=to_us(now))
    if _is_dead(row.holder):
        free |= Q(holder=row.holder)
    rows = FeedPlace.objects.filter(name=NAME).filter(free)
    return bool(rows.update(holder=holder, held_until_us=to_us(now + HELD_FOR)))


def new_holder() -> str:
    """A name for this process: its machine, its number, and something of its own."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"


def _is_dead(holder: str) -> bool:
    """Whether a holder was a process of this machine that is not there any more."""
    machine, _, rest = holder.partition(":")
    number = rest.partition(":")[0]
    if machine != socket.gethostname()[:60] or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def let_go(*, holder: str) -> None:
    """Somebody else may begin at once."""
    FeedPlace.objects.filter(name=NAME, holder=holder).update(held_until_us=0)


def place() -> int | None:
    """The number of the feed after which to go on; ``None`` at the very first time."""
    return FeedPlace.objects.filter(name=NAME).values_list("after", flat=True).first()


def note_place(*, holder: str, after: int) -> bool:
    """Everything up to this number was told; ``False`` when the row is no longer held."""
    return bool(FeedPlace.objects.filter(name=NAME, holder=holder).update(after=after))
