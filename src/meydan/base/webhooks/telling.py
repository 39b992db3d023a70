"""Writes to the administrators when a message was given up."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from meydan.base.notify.public import NobodyToReach, Recipient, send
from meydan.base.packs.public import current
from meydan.base.people.public import Account, Role, roles_of
from meydan.base.webhooks.models import Outgoing, Subscription


def administrators() -> list[Account]:
    """Everybody who holds an administrator's post today."""
    held = Account.objects.filter(is_active=True, holdings__post__role=Role.ADMINISTRATOR).distinct()
    return [account for account in held.order_by("pk") if Role.ADMINISTRATOR in roles_of(account)]


def tell_administrators(subscription: Subscription, row: Outgoing, now: datetime) -> None:
    """Write once a day for each subscriber, and once more when it was switched off."""
    state = "on" if subscription.is_active else "off"
    day = now.astimezone(settings.CITY_ZONE).date()
    context = {
        "name": subscription.name,
        "is_off": not subscription.is_active,
        "error": row.last_error,
        "address": settings.MEYDAN_HOME.address + reverse("webhooks:one", args=[subscription.pk]),
    }
    for account in administrators():
        language = account.language or current().default_language
        key = f"webhooks:{subscription.pk}:{state}:{day}:{account.pk}"
        try:
            send(
                "webhook_given_up",
                to=Recipient(account=account, language=language),
                context=context,
                now=now,
                key=key,
            )
        except NobodyToReach:
            continue
