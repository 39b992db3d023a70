"""Telling the lists: each address once, however often the job begins anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from meydan.base.notify.public import Message, Recipient, send
from meydan.base.sealing.public import SealUnreadable, open_text
from meydan.domains.warnings.models import Contact, Delivery, PublicWarning, WarningText
from meydan.domains.warnings.queries.composing import page_address
from meydan.domains.warnings.sealing import SEALED
from meydan.domains.warnings.telling_words import marked, sms_text

AT_ONCE = 100


@transaction.atomic
def tell_some(*, warning_id: int, now: datetime, most: int = AT_ONCE) -> int:
    """
    Write down messages to the next contacts that were not told yet; return how many contacts were taken.

    A warning that was replaced or has ended meanwhile is told to nobody any more: its successor tells them.
    """
    warning = PublicWarning.objects.select_for_update().get(pk=warning_id)
    is_over = warning.expires_at is None or warning.expires_at <= now
    if warning.state != PublicWarning.State.PUBLISHED or is_over or warning.is_sample:
        return 0
    texts = {one.language: one for one in warning.texts.all()}
    waiting = _waiting(warning, most)
    for contact in waiting:
        _tell(warning, contact, texts.get(contact.language) or next(iter(texts.values())), now)
    return len(waiting)


def _waiting(warning: PublicWarning, most: int) -> Sequence[Contact]:
    told = Delivery.objects.filter(warning=warning, address_digest=OuterRef("address_digest"))
    found = Contact.objects.filter(list__warnings=warning, stopped_at__isnull=True)
    found = found.filter(~Exists(told)).select_related("list").order_by("list__order", "pk")
    # The same address on two lists is taken once.
    return list({one.address_digest: one for one in found[:most]}.values())


def _tell(warning: PublicWarning, contact: Contact, words: WarningText, now: datetime) -> None:
    message: Message | None = None
    fault = ""
    try:
        address = open_text(contact.address_sealed, purpose=SEALED)
    except SealUnreadable:
        fault = "sealed with another home's secret"
    else:
        message = send(
            "warning_issued",
            to=_recipient(contact, address),
            context={
                "mark": marked(warning, words.language),
                "warning": warning,
                "words": words,
                "sms": sms_text(warning, words),
                "address": page_address(warning.identifier),
            },
            now=now,
            key=f"warnings:{warning.identifier}:{contact.address_digest[:32]}",
        )
    Delivery.objects.create(
        warning=warning, channel=contact.channel, list=contact.list, contact=contact,
        address_digest=contact.address_digest, address_masked=contact.address_masked, message=message,
        fault=fault, at=now,
    )  # fmt: skip


def _recipient(contact: Contact, address: str) -> Recipient:
    if contact.channel == Contact.Channel.SMS:
        return Recipient(phone=address, language=contact.language)
    return Recipient(email=address, language=contact.language)
