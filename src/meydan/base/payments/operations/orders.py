"""Opens what somebody owes."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from meydan.base.audit.public import record
from meydan.base.papers.public import draw_code
from meydan.base.payments.models import Attempt, Order, Refund
from meydan.base.people.public import Account


@dataclass(frozen=True)
class Fee:
    """
    What is owed.

    :param key: names the fee of the thing; asked for again, the same order comes back
    :param amount_minor: in the smallest unit, above 0
    :param currency: ISO 4217
    """

    key: str
    thing: str
    thing_code: str
    names: Mapping[str, str]
    amount_minor: int
    currency: str
    language: str
    is_sample: bool = False
    back: str = ""


class OrderSettled(Exception):
    """The order is paid, given back or not owed any more."""


def open_order(*, fee: Fee, now: datetime) -> Order:
    """Open an order, or return the one that the key already has: an amount, once asked for, does not move."""
    held = Order.objects.filter(key=fee.key).first()
    if held is not None:
        return held
    try:
        with transaction.atomic():
            return Order.objects.create(
                code=draw_code(secrets.randbelow),
                key=fee.key,
                thing=fee.thing,
                thing_code=fee.thing_code,
                names=dict(fee.names),
                amount_minor=fee.amount_minor,
                currency=fee.currency,
                language=fee.language,
                opened_at=now,
                is_sample=fee.is_sample,
                back=fee.back,
            )
    except IntegrityError:
        # Somebody else opened it between the look and the writing.
        return Order.objects.get(key=fee.key)


@transaction.atomic
def ask_for(*, fee: Fee, now: datetime) -> Order:
    """
    Open an order at this amount, or return the key's own; an unpaid one of another amount gives way to a new one.

    What was paid is not asked for again, whatever the amount has become.
    """
    stale = Order.objects.select_for_update().filter(key=fee.key, state=Order.State.OPEN)
    for one in stale.exclude(amount_minor=fee.amount_minor, currency=fee.currency):
        Order.objects.filter(pk=one.pk).update(state=Order.State.WITHDRAWN, key=f"{one.key}:{one.pk}")
    return open_order(fee=fee, now=now)


@transaction.atomic
def hand_over(*, order: Order, thing: str, thing_code: str, back: str) -> Order:
    """Say that an order belongs to another thing from now on: the case that a form has opened."""
    Order.objects.filter(pk=order.pk).update(thing=thing, thing_code=thing_code, back=back)
    order.refresh_from_db()
    return order


@transaction.atomic
def let_go(*, stem: str) -> int:
    """Withdraw the unpaid orders whose key begins so: the form they stood in is forgotten; return how many."""
    unpaid = Order.objects.filter(key__startswith=stem, state=Order.State.OPEN)
    return unpaid.update(state=Order.State.WITHDRAWN)


@transaction.atomic
def withdraw_order(*, order: Order, actor: Account | None, now: datetime) -> None:
    """
    Say that an unpaid fee is not owed any more.

    :raises OrderSettled: if it is not open
    """
    if not Order.objects.filter(pk=order.pk, state=Order.State.OPEN).update(state=Order.State.WITHDRAWN):
        raise OrderSettled(order.code)
    record(verb="payments.withdraw", actor=actor, thing=order.ref, payload={}, now=now)


def remove_sample(now: datetime) -> int:
    """Take the sample orders away with their tries; return how many orders went."""
    found = Order.objects.filter(is_sample=True)
    Refund.objects.filter(attempt__order__in=found).delete()
    Attempt.objects.filter(order__in=found).delete()
    gone, _kinds = found.delete()
    return gone
