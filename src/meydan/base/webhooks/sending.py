"""Sends what is due to one subscriber, outside any transaction; each answer is noted in one of its own."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime

from meydan.base.connectors.public import (
    AnswerRefused,
    CallFailed,
    CircuitOpen,
    Connector,
    fetch,
    settings_of,
)
from meydan.base.webhooks import operations
from meydan.base.webhooks.engine import headers_for
from meydan.base.webhooks.models import Outgoing, Subscription

CODE = "webhooks"
TIMEOUT_S = 15.0  # Standard Webhooks: a receiver answers within 15 to 30 seconds
MOST_ANSWER_BYTES = 64 * 1024  # nothing in it is read
GONE = 410
A_ROUND = 200


def send_due(*, subscription_id: int, clock: Callable[[], datetime]) -> datetime | None:
    """
    Send what is due, oldest first; return when the next one is due, or ``None`` when nothing waits.

    :param clock: asked before each message, for its signature holds five minutes
    """
    for _ in range(A_ROUND):
        subscription = Subscription.objects.filter(pk=subscription_id, is_active=True).first()
        if subscription is None:
            return None
        waiting = Outgoing.objects.filter(subscription=subscription, state=Outgoing.State.WAITING)
        row = waiting.order_by("due_at", "id").first()
        now = clock()
        if row is None or row.due_at > now:
            return row.due_at if row else None
        rests_until = _send(subscription, row, now)
        if rests_until is not None:
            return rests_until
    return clock()


def _send(subscription: Subscription, row: Outgoing, now: datetime) -> datetime | None:
    headers = headers_for(row.message_id, row.body, operations.secrets_of(subscription, now), now)
    headers["Content-Type"] = "application/json"
    try:
        answer = fetch(
            connector_of(subscription), subscription.url, method="POST", headers=headers, content=row.body.encode(),
            max_bytes=MOST_ANSWER_BYTES, now=now,
        )  # fmt: skip
    except CircuitOpen as resting:
        # The receiver is being left alone: that is no try of this message.
        return resting.until
    except CallFailed as fault:
        _note(row, fault, now)
        return None
    operations.note_taken(outgoing_id=row.pk, status=answer.status, now=now)
    return None


def _note(row: Outgoing, fault: CallFailed, now: datetime) -> None:
    status = fault.response.status if isinstance(fault, AnswerRefused) else None
    operations.note_failed(
        outgoing_id=row.pk, error=str(fault) or type(fault).__name__, status=status, is_gone=status == GONE, now=now,
        chance=random.random(),  # noqa: S311 - spreads retries, guards nothing
    )  # fmt: skip


def connector_of(subscription: Subscription) -> Connector:
    """The way out to one subscriber: one that fails rests alone."""
    whole = settings_of(Connector(CODE, names={}))
    return Connector(
        f"{CODE}.{subscription.pk}",
        names={},
        timeout_s=TIMEOUT_S,
        enabled_by_default=bool(whole.get("enabled", True)),
        # Said on the machine itself, in connectors.toml: no page can open the city's own network.
        allow_private=bool(whole.get("allow_private", False)),
    )
