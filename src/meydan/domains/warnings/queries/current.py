"""What is in force now."""

from __future__ import annotations

import time
from datetime import datetime

from django.db.models import Q, QuerySet

from meydan.domains.warnings.models import ONCE_PUBLISHED, PublicWarning

State = PublicWarning.State
REMEMBERED_S = 5.0  # the line above every page may lag behind by this long in another process

_remembered: tuple[float, list[PublicWarning]] | None = None


def published() -> QuerySet[PublicWarning]:
    """Every message that went out, with its words, newest first."""
    found = PublicWarning.objects.filter(state__in=ONCE_PUBLISHED).prefetch_related("texts")
    return found.order_by("-sent_at", "-pk")


def in_force(now: datetime) -> QuerySet[PublicWarning]:
    """Warnings people are to act on now, the newest first; a cancellation is none."""
    return published().filter(
        ~Q(msg_type=PublicWarning.MessageType.CANCEL),
        state=State.PUBLISHED,
        sent_at__lte=now,
        expires_at__gt=now,
    )


def over(now: datetime) -> QuerySet[PublicWarning]:
    """What was in force and is no more, and the words that said so."""
    return published().exclude(pk__in=in_force(now).values("pk"))


def remembered_in_force(now: datetime) -> list[PublicWarning]:
    """As ``in_force``, asked of the database only every few seconds; each is still held against the clock."""
    global _remembered
    moment = time.monotonic()
    if _remembered is None or moment - _remembered[0] > REMEMBERED_S:
        found = published().filter(state=State.PUBLISHED).exclude(msg_type=PublicWarning.MessageType.CANCEL)
        _remembered = (moment, list(found))
    return [
        one
        for one in _remembered[1]
        if one.sent_at and one.expires_at and one.sent_at <= now < one.expires_at
    ]


def forget_in_force() -> None:
    """Ask the database at the next page: something went out or came to its end."""
    global _remembered
    _remembered = None


def state_at(warning: PublicWarning, now: datetime) -> str:
    """The state, with an end that has passed counted even before the sweep has come."""
    if warning.state == State.PUBLISHED and warning.expires_at is not None and warning.expires_at <= now:
        return str(State.EXPIRED)
    return str(warning.state)
