"""The fee of a case: opened when somebody sets out to pay it, told in the history when it was paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from meydan.base.locale.public import current_language
from meydan.base.packs.public import current
from meydan.base.payments import public as payments
from meydan.base.payments.public import Order, OrderPaid, OrderRefunded
from meydan.kernel.cases.models import Case, CaseEvent
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.queries.fees import fee_key, fee_minor


class NoFee(Exception):
    """The case costs nothing, or the pack does not say how much."""


def open_fee(*, case: Case, now: datetime) -> Order:
    """
    Open the fee of a case for payment; the same order comes back each time.

    :raises NoFee: if nothing is owed
    """
    held = payments.order_about(case.ref)
    if held is not None:
        return held
    amount_minor = fee_minor(case)
    if not amount_minor:
        raise NoFee(case.code)
    fee = _fee(case, fee_key(case), case.service.names, amount_minor, current_language())
    return payments.open_order(fee=fee, now=now)


@transaction.atomic
def take_over_fee(
    *, case: Case, key: str, names: Mapping[str, str], amount: Decimal, language: str, now: datetime
) -> Order:
    """
    Make what a form asked to be paid the fee of its case, paid or not.

    :param key: under which the form asked for it
    :param amount: in the unit of the law (lira, rial), above 0
    """
    fee = _fee(case, key, names, payments.minor_of(amount, current().money.decimals), language)
    order = payments.ask_for(fee=fee, now=now)
    order = payments.hand_over(order=order, thing=fee.thing, thing_code=fee.thing_code, back=fee.back)
    if order.paid_at is not None:
        _tell(order, "paid", order.amount_minor, now)
    return order


def _fee(case: Case, key: str, names: Mapping[str, str], amount_minor: int, language: str) -> payments.Fee:
    return payments.Fee(
        key=key,
        thing=case.ref,
        thing_code=case.code,
        names=names,
        amount_minor=amount_minor,
        currency=current().money.code,
        language=language,
        is_sample=case.is_sample,
        back=reverse("cases:followed", args=[case.code]),
    )


def hear_fee_paid(event: OrderPaid, now: datetime) -> None:
    """Write into the history that the fee was paid."""
    _hear(event.order_id, "paid", event.amount_minor, now)


def hear_fee_refunded(event: OrderRefunded, now: datetime) -> None:
    """Write into the history how much has been given back in all."""
    _hear(event.order_id, "refunded", event.refunded_minor, now)


def _hear(order_id: int, act: str, amount_minor: int, now: datetime) -> None:
    # The order says whose it is: since the event it may have gone over from a form to the case.
    order = payments.order_numbered(order_id)
    if order is not None:
        _tell(order, act, amount_minor, now)


@transaction.atomic
def _tell(order: Order, act: str, amount_minor: int, now: datetime) -> None:
    room, _colon, number = order.thing.partition(":")
    # The row first, so that two writers number their lines one after the other.
    if room != "cases.case" or not Case.objects.filter(pk=int(number)).update(updated_at=now):
        return
    case = Case.objects.select_related("service", "unit").get(pk=int(number))
    body = {"fee": act, "minor": amount_minor, "order": order.code}
    # A form sent while its payment arrives hears of it twice.
    told = {f"body__{name}": value for name, value in body.items()}
    if not CaseEvent.objects.filter(case=case, verb=CaseEvent.Verb.DOCUMENT, **told).exists():
        append(case, CaseEvent.Verb.DOCUMENT, actor=None, now=now, body=body, is_public=True)
