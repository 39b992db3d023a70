"""Writing messages down, and noting what became of them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import F

from meydan.base.audit.public import record
from meydan.base.events.public import Event
from meydan.base.jobs.public import enqueue
from meydan.base.people.public import Account
from meydan.base.sealing.public import open_text, seal_text
from meydan.base.webhooks.engine import DEAD_IN_A_ROW, new_secret, pause_s
from meydan.base.webhooks.models import Outgoing, Subscription
from meydan.base.webhooks.registry import TEST

PURPOSE = b"meydan webhooks: secrets"
JOB = "webhooks.send"
# While the other side changes its secret, both sign.
BOTH_SIGN = timedelta(days=1)
LONGEST_ERROR = 300


class NotADeadLetter(Exception):
    """The message is on its way or was taken; there is nothing to send again."""


def hear(event: Event, now: datetime) -> int:
    """Write a message for everybody who hears this kind of event; return how many."""
    told = msgspec.to_builtins(event)
    heard = [one for one in Subscription.objects.filter(is_active=True) if event.kind in one.kinds]
    for subscription in heard:
        _write(subscription, event.kind, told, now)
    return len(heard)


def _write(subscription: Subscription, kind: str, told: dict[str, Any], now: datetime) -> Outgoing:
    body = {"type": kind, "timestamp": _stamp(now), "data": told}
    row = Outgoing.objects.create(
        subscription=subscription,
        message_id=f"msg_{secrets.token_hex(16)}",
        kind=kind,
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        due_at=now,
        made_at=now,
    )
    ask_to_send(subscription.pk, now)
    return row


def _stamp(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def ask_to_send(subscription_id: int, at: datetime) -> None:
    """Let the job of a subscriber run, if it does not wait to already."""
    enqueue(JOB, key=f"{JOB}:{subscription_id}", run_at=at, subscription_id=subscription_id)


@transaction.atomic
def make_subscription(
    *, name: str, url: str, kinds: Sequence[str], now: datetime, actor: Account | None = None
) -> tuple[Subscription, str]:
    """Make a subscriber; return it with its secret, which no page shows again."""
    secret = new_secret(secrets.token_bytes(32))
    made = Subscription.objects.create(
        name=name,
        url=url,
        kinds=list(kinds),
        secret_sealed=seal_text(secret, purpose=PURPOSE),
        made_by=actor,
        made_at=now,
    )
    _note("webhooks.made", made, actor, now)
    return made, secret


@transaction.atomic
def change_subscription(
    *, subscription_id: int, name: str, url: str, kinds: Sequence[str], now: datetime, actor: Account | None
) -> Subscription:
    """Change where a subscriber is and what it hears; messages on their way go to the new address."""
    Subscription.objects.filter(pk=subscription_id).update(name=name, url=url, kinds=list(kinds))
    changed = Subscription.objects.get(pk=subscription_id)
    _note("webhooks.changed", changed, actor, now)
    return changed


@transaction.atomic
def renew_secret(
    *, subscription_id: int, now: datetime, actor: Account | None = None
) -> tuple[Subscription, str]:
    """Give a new secret; the one before signs beside it for a day."""
    secret = new_secret(secrets.token_bytes(32))
    Subscription.objects.filter(pk=subscription_id).update(
        former_sealed=F("secret_sealed"), former_until=now + BOTH_SIGN, secret_sealed=seal_text(secret, purpose=PURPOSE)
    )  # fmt: skip
    changed = Subscription.objects.get(pk=subscription_id)
    _note("webhooks.secret_renewed", changed, actor, now)
    return changed, secret


@transaction.atomic
def switch(*, subscription_id: int, is_active: bool, now: datetime, actor: Account | None = None) -> None:
    """Switch a subscriber on or off; what waits goes on when it is on again."""
    Subscription.objects.filter(pk=subscription_id).update(
        is_active=is_active, off_because="", dead_in_a_row=0
    )
    _note("webhooks.switched", Subscription.objects.get(pk=subscription_id), actor, now)
    if is_active:
        Outgoing.objects.filter(subscription=subscription_id, state=Outgoing.State.WAITING).update(due_at=now)
        ask_to_send(subscription_id, now)


@transaction.atomic
def remove(*, subscription_id: int, now: datetime, actor: Account | None = None) -> None:
    """Take a subscriber out, with everything that was to go to it."""
    _note("webhooks.removed", Subscription.objects.get(pk=subscription_id), actor, now)
    Subscription.objects.filter(pk=subscription_id).delete()


@transaction.atomic
def send_test(*, subscription_id: int, now: datetime) -> Outgoing:
    """Write a message that only says that it is a test."""
    return _write(Subscription.objects.get(pk=subscription_id), TEST, {"test": True}, now)


@transaction.atomic
def send_again(*, message_id: str, now: datetime) -> Outgoing:
    """
    Put a dead letter on its way once more, under its own id.

    :raises NotADeadLetter: if it is none
    """
    dead = Outgoing.objects.filter(message_id=message_id, state=Outgoing.State.DEAD)
    if not dead.update(state=Outgoing.State.WAITING, attempts=0, due_at=now, ended_at=None):
        raise NotADeadLetter(message_id)
    row = Outgoing.objects.get(message_id=message_id)
    ask_to_send(row.subscription_id, now)
    return row


def secrets_of(subscription: Subscription, now: datetime) -> list[str]:
    """Return the secrets that sign now, the newest first."""
    sealed = [subscription.secret_sealed]
    if subscription.former_until is not None and subscription.former_until > now:
        sealed.append(subscription.former_sealed)
    return [open_text(one, purpose=PURPOSE) for one in sealed]


@transaction.atomic
def note_taken(*, outgoing_id: int, status: int, now: datetime) -> None:
    """The subscriber has it."""
    waiting = Outgoing.objects.filter(pk=outgoing_id, state=Outgoing.State.WAITING)
    waiting.update(
        state=Outgoing.State.TAKEN,
        attempts=F("attempts") + 1,
        last_status=status,
        last_error="",
        ended_at=now,
    )
    Subscription.objects.filter(outgoing=outgoing_id).update(dead_in_a_row=0, last_taken_at=now)


@transaction.atomic
def note_failed(
    *, outgoing_id: int, error: str, status: int | None, is_gone: bool, now: datetime, chance: float
) -> bool:
    """
    The subscriber did not take it: it waits, or becomes a dead letter.

    :param is_gone: the receiver says that it wants nothing any more (410)
    :param chance: drawn evenly from 0 to 1, spreads the pause
    :return: whether it is a dead letter now
    """
    waiting = Outgoing.objects.filter(pk=outgoing_id, state=Outgoing.State.WAITING)
    if not waiting.update(
        attempts=F("attempts") + 1, last_status=status, last_error=error[:LONGEST_ERROR]
    ):  # fmt: skip
        return False
    row = Outgoing.objects.select_related("subscription").get(pk=outgoing_id)
    pause = None if is_gone else pause_s(row.attempts, chance)
    if pause is not None:
        waiting.update(due_at=now + timedelta(seconds=pause))
        return False
    waiting.update(state=Outgoing.State.DEAD, ended_at=now)
    Subscription.objects.filter(pk=row.subscription_id).update(dead_in_a_row=F("dead_in_a_row") + 1)
    _switch_off_if_lost(row, is_gone=is_gone, error=error, now=now)
    _tell(row, now)
    return True


def _switch_off_if_lost(row: Outgoing, *, is_gone: bool, error: str, now: datetime) -> None:
    mine = Subscription.objects.filter(pk=row.subscription_id, is_active=True)
    if not is_gone:
        mine = mine.filter(dead_in_a_row__gte=DEAD_IN_A_ROW)
    if mine.update(is_active=False, off_because=error[:LONGEST_ERROR]):
        _note("webhooks.switched_off", row.subscription, None, now)


def _tell(row: Outgoing, now: datetime) -> None:
    from meydan.base.webhooks.telling import tell_administrators

    tell_administrators(Subscription.objects.get(pk=row.subscription_id), row, now)


def _note(verb: str, subscription: Subscription, actor: Account | None, now: datetime) -> None:
    payload = {"name": subscription.name, "url": subscription.url}
    record(verb=verb, actor=actor, thing=f"webhooks.subscription:{subscription.pk}", payload=payload, now=now)


@transaction.atomic
def sweep(*, taken_before: datetime, dead_before: datetime) -> int:
    """Forget what was taken long ago, and dead letters that nobody missed for longer; return how many."""
    taken = Outgoing.objects.filter(state=Outgoing.State.TAKEN, ended_at__lt=taken_before).delete()[0]
    return taken + Outgoing.objects.filter(state=Outgoing.State.DEAD, ended_at__lt=dead_before).delete()[0]
