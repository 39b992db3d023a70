"""Gives money back."""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex

from django.db import transaction
from django.db.models import F, Q, Sum

from meydan.base.audit.public import record
from meydan.base.events.public import publish
from meydan.base.payments.events import OrderRefunded
from meydan.base.payments.models import Attempt, Order, Refund
from meydan.base.payments.operations.paying import COUNTER
from meydan.base.payments.providers import provider
from meydan.base.people.public import Account


class RefundRefused(Exception):
    """This much cannot be given back; ``reason`` is one of amount, reason, unpaid."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def refund(*, attempt: Attempt, amount_minor: int, reason: str, actor: Account, now: datetime) -> Refund:
    """
    Give back all or a part of what was paid. Written down first, so that a lost answer can be asked for again.

    :raises RefundRefused: if it is more than is left, nothing was paid, or no reason is given
    :raises ProviderFailed: if the provider gave no answer; ``retry_refund`` asks again with the same key
    """
    asked = _asked(attempt, amount_minor, reason.strip(), actor, now)
    return carry_out(asked=asked, now=now)


@transaction.atomic
def _asked(attempt: Attempt, amount_minor: int, reason: str, actor: Account, now: datetime) -> Refund:
    # Touching the row first makes a second refund of the same payment wait and then see this one.
    Attempt.objects.filter(pk=attempt.pk).update(note=F("note"))
    held = Attempt.objects.get(pk=attempt.pk)
    if held.state not in (Attempt.State.PAID, Attempt.State.SURPLUS, Attempt.State.DIFFERS):
        raise RefundRefused("unpaid")
    if not reason:
        raise RefundRefused("reason")
    if not 0 < amount_minor <= held.paid_minor - given_back_minor(held):
        raise RefundRefused("amount")
    made = Refund.objects.create(
        attempt=held,
        key=token_hex(16),
        amount_minor=amount_minor,
        reason=reason[:300],
        asked_at=now,
        asked_by=actor,
    )
    payload = {"minor": amount_minor, "attempt": held.pk}
    record(verb="payments.refund", actor=actor, thing=held.order.ref, payload=payload, now=now)
    return made


def given_back_minor(attempt: Attempt) -> int:
    """What has been given back of a payment, or is on its way."""
    kept = attempt.refunds.exclude(state=Refund.State.FAILED)
    return int(kept.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def carry_out(*, asked: Refund, now: datetime) -> Refund:
    """
    Ask the provider to give back; the same key twice gives back once.

    :raises ProviderFailed: if no answer came
    """
    attempt = asked.attempt
    if attempt.provider != COUNTER:
        provider(attempt.provider).refund(attempt.reference, key=asked.key, amount_minor=asked.amount_minor)
    with transaction.atomic():
        if Refund.objects.filter(pk=asked.pk, state=Refund.State.ASKED).update(
            state=Refund.State.DONE, ended_at=now
        ):
            _lessen(attempt, asked.amount_minor, now)
    asked.refresh_from_db()
    return asked


def _lessen(attempt: Attempt, amount_minor: int, now: datetime) -> None:
    """A surplus is given back without touching the order, which stays paid by the other payment."""
    if attempt.state != Attempt.State.PAID:
        return
    mine = Order.objects.filter(pk=attempt.order_id)
    mine.update(refunded_minor=F("refunded_minor") + amount_minor)
    mine.filter(Q(refunded_minor=F("amount_minor"))).update(state=Order.State.REFUNDED)
    order = mine.get()
    publish(
        OrderRefunded(
            order_id=order.pk,
            thing=order.thing,
            refunded_minor=order.refunded_minor,
            currency=order.currency,
        ),
        now,
    )
