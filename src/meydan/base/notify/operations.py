"""Writing messages down and noting how they went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from meydan.base.jobs.public import enqueue
from meydan.base.notify.engine import mask_email, mask_phone, sms_length
from meydan.base.notify.models import Message
from meydan.base.notify.sealing import seal, unseal
from meydan.base.notify.transports import Parcel, Transport
from meydan.base.notify.wording import wording
from meydan.base.people.public import Account

State = Message.State


class NobodyToReach(Exception):
    """The recipient has neither a phone nor an e-mail address."""


@dataclass(frozen=True)
class Recipient:
    """A person and the language they read; a phone comes before an e-mail address."""

    email: str = ""
    phone: str = ""
    account: Account | None = None
    language: str = ""


@transaction.atomic
def send(
    template: str, *, to: Recipient, context: Mapping[str, Any], now: datetime, key: str | None = None
) -> Message:
    """
    Write a message down and let a job send it, inside the caller's transaction.

    :param template: ``templates/notify/<template>.<language>.txt`` of some room
    :param key: with a key that was used before, that message is returned and nothing is sent again
    :raises NobodyToReach: if the recipient has no address
    :raises TemplateUnknown: if there is no such template
    """
    channel, address, language = _address(to)
    words = wording(template, language=language, channel=channel, context=context)
    masked = mask_phone(address) if channel == Message.Channel.SMS else mask_email(address)
    written = {
        "channel": channel,
        "template": template,
        "language": language,
        "address_masked": masked,
        "address_sealed": seal(address),
        "subject_sealed": seal(words.subject),
        "body_sealed": seal(words.body),
        "parts": sms_length(words.body).parts if channel == Message.Channel.SMS else 1,
        "created_at": now,
    }
    if key is None:
        row, new = Message.objects.create(**written), True
    else:
        row, new = Message.objects.get_or_create(key=key, defaults=written)
    if new:
        enqueue("notify.deliver", key=f"notify.deliver:{row.pk}", message_id=row.pk)
    return row


def _address(to: Recipient) -> tuple[str, str, str]:
    account = to.account
    language = to.language or (account.language if account else "") or "en"
    if to.phone:
        return Message.Channel.SMS.value, to.phone, language
    email = to.email or (account.email if account else "")
    if not email:
        raise NobodyToReach(str(account or "no address"))
    return Message.Channel.EMAIL.value, email, language


@transaction.atomic
def take_up(*, message_id: int, transport: Transport) -> Parcel | None:
    """
    Note that a message is about to be handed over; ``None`` if it must not be (again).

    One that was already being handed over when its worker vanished may have arrived: unless the transport
    can repeat without harm, it is marked as unsure and left.
    """
    row = Message.objects.select_for_update().get(pk=message_id)
    if row.state in (State.SENT, State.UNSURE):
        return None
    if row.state == State.HANDING and not (transport.is_repeatable and row.transport == transport.code):
        _close(row, State.UNSURE, "The worker stopped while handing it over.")
        return None
    Message.objects.filter(pk=row.pk).update(state=State.HANDING, transport=transport.code)
    return Parcel(
        row.pk,
        row.channel,
        unseal(row.address_sealed),
        row.language,
        row.template,
        unseal(row.subject_sealed),
        unseal(row.body_sealed),
    )


@transaction.atomic
def note_sent(*, message_id: int, now: datetime) -> None:
    """It went: the address and the words are erased."""
    _close(Message.objects.get(pk=message_id), State.SENT, "", sent_at=now)


@transaction.atomic
def note_unsure(*, message_id: int, error: str) -> None:
    """It may have gone."""
    _close(Message.objects.get(pk=message_id), State.UNSURE, error)


@transaction.atomic
def note_not_sent(*, message_id: int, error: str, for_good: bool) -> None:
    """It certainly did not go; unless for good, it waits for its next attempt."""
    state = State.FAILED if for_good else State.WAITING
    Message.objects.filter(pk=message_id).update(state=state, error=error[:500])


def _close(row: Message, state: Message.State, error: str, sent_at: datetime | None = None) -> None:
    Message.objects.filter(pk=row.pk).update(
        state=state,
        error=error[:500],
        sent_at=sent_at,
        address_sealed=b"",
        subject_sealed=b"",
        body_sealed=b"",
    )


@transaction.atomic
def sweep(*, before: datetime) -> int:
    """Delete log rows older than a time; return how many."""
    return Message.objects.filter(created_at__lt=before).delete()[0]
