"""Tries to pay: begun at a provider, asked about, settled once."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from secrets import token_hex

from django.db import IntegrityError, transaction
from django.db.models import Q

from meydan.base.audit.public import record
from meydan.base.events.public import publish
from meydan.base.jobs.public import enqueue
from meydan.base.payments.events import OrderPaid
from meydan.base.payments.models import Attempt, Notice, Order
from meydan.base.payments.operations.orders import OrderSettled
from meydan.base.payments.providers import Asked, NoticeFacts, Provider, ProviderFailed, Standing, provider
from meydan.base.people.public import Account

log = logging.getLogger(__name__)

COUNTER = "counter"
# A try that its payer left at the provider's page is asked about this long; banks settle within two days.
ASK_FOR = timedelta(days=3)
# A try this young is taken up again instead of beginning another: a second press must not pay twice.
TAKEN_UP_FOR = timedelta(minutes=15)


def begin_payment(*, order: Order, chosen: Provider, words: str, home: str, now: datetime) -> Attempt:
    """
    Begin a try at a provider. The try is written down before the provider hears of it, so none is ever lost.

    :param home: the address of this home, without a slash at its end
    :raises OrderSettled: if nothing is owed
    :raises ProviderFailed: if the provider gave no answer; the order stays unpaid
    """
    attempt = _try_of(order, chosen, now)
    if attempt.reference:
        return attempt
    begun = chosen.begin(
        Asked(
            key=attempt.key,
            amount_minor=order.amount_minor,
            currency=order.currency,
            words=words,
            return_url=f"{home}/pay/{order.code}/",
            notice_url=f"{home}/payments/notices/{chosen.code}/",
        )
    )
    Attempt.objects.filter(pk=attempt.pk, reference="").update(reference=begun.reference, url=begun.url)
    attempt.refresh_from_db()
    return attempt


@transaction.atomic
def _try_of(order: Order, chosen: Provider, now: datetime) -> Attempt:
    if not Order.objects.filter(pk=order.pk, state=Order.State.OPEN).update(state=Order.State.OPEN):
        raise OrderSettled(order.code)
    young = order.attempts.filter(
        provider=chosen.code, state=Attempt.State.STARTED, started_at__gt=now - TAKEN_UP_FOR
    )
    found = young.order_by("-id").first()
    key = f"{order.code}-{token_hex(8)}"
    return found or Attempt.objects.create(order=order, provider=chosen.code, key=key, started_at=now)


def settle(*, attempt: Attempt, now: datetime) -> Attempt:
    """
    Ask the provider how a try stands, and write down what it says. Asking twice changes nothing.

    :raises ProviderFailed: if no answer came; nothing is changed
    """
    if attempt.state != Attempt.State.STARTED or not attempt.reference:
        return attempt
    said = provider(attempt.provider).standing(attempt.reference)
    with transaction.atomic():
        _write(attempt, said, now)
    attempt.refresh_from_db()
    return attempt


def _write(attempt: Attempt, said: Standing, now: datetime) -> None:
    under_way = Attempt.objects.filter(pk=attempt.pk, state=Attempt.State.STARTED)
    under_way.update(asked_at=now)
    if said.state == "failed":
        under_way.update(state=Attempt.State.FAILED, ended_at=now)
    if said.state != "paid":
        return
    order = Order.objects.get(pk=attempt.order_id)
    facts = {"paid_minor": said.amount_minor, "ended_at": now}
    if (said.amount_minor, said.currency) != (order.amount_minor, order.currency):
        under_way.update(
            state=Attempt.State.DIFFERS, note=f"{said.amount_minor} {said.currency}"[:200], **facts
        )
        return
    if _pay(order, now):
        under_way.update(state=Attempt.State.PAID, **facts)
    else:
        under_way.update(state=Attempt.State.SURPLUS, **facts)


def _pay(order: Order, now: datetime) -> bool:
    """Mark the order paid if it is open: whoever comes second gets False."""
    if not Order.objects.filter(pk=order.pk, state=Order.State.OPEN).update(
        state=Order.State.PAID, paid_at=now
    ):
        return False
    publish(
        OrderPaid(
            order_id=order.pk,
            thing=order.thing,
            amount_minor=order.amount_minor,
            currency=order.currency,
            paid_at=now.isoformat(),
        ),
        now,
    )
    enqueue("payments.receipt", key=f"payments.receipt:{order.pk}", order_id=order.pk)
    return True


@transaction.atomic
def take_at_counter(*, order: Order, actor: Account, note: str, now: datetime) -> Attempt:
    """
    Write down that the fee was paid at the counter, in cash or by card.

    :raises OrderSettled: if nothing is owed any more
    """
    if not _pay(order, now):
        raise OrderSettled(order.code)
    key = f"{order.code}-{token_hex(8)}"
    record(
        verb="payments.counter", actor=actor, thing=order.ref, payload={"minor": order.amount_minor}, now=now
    )
    return Attempt.objects.create(
        order=order,
        provider=COUNTER,
        key=key,
        reference=key,
        state=Attempt.State.PAID,
        paid_minor=order.amount_minor,
        started_at=now,
        ended_at=now,
        taken_by=actor,
        note=note.strip()[:200],
    )


def take_notice(*, chosen: Provider, facts: NoticeFacts, now: datetime) -> bool:
    """
    Take a genuine notice: the provider is asked in a job, for a notice is no proof. False: it came before.

    A notice may overtake the answer to the beginning of its payment; the regular asking finds such a try.
    """
    try:
        with transaction.atomic():
            Notice.objects.create(
                provider=chosen.code,
                event_id=facts.event_id,
                reference=facts.reference[:120],
                received_at=now,
            )
            for attempt in Attempt.objects.filter(provider=chosen.code, reference=facts.reference):
                enqueue("payments.settle", attempt_id=attempt.pk)
    except IntegrityError:
        return False
    return True


def ask_about_all(*, now: datetime) -> int:
    """Ask about every try under way; one that fails waits for the next round. Return how many were settled."""
    settled = 0
    under_way = Attempt.objects.filter(
        ~Q(reference=""), state=Attempt.State.STARTED, started_at__gt=now - ASK_FOR
    )
    for attempt in under_way.order_by("id"):
        try:
            settled += settle(attempt=attempt, now=now).state != Attempt.State.STARTED
        except ProviderFailed as fault:
            log.info("%s: %s", attempt, fault)
    return settled
