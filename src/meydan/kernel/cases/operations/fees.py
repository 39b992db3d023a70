"""The fee of a case: opened when somebody sets out to pay it, told in the history when it was paid."""

from __future__ import annotations

from datetime import datetime

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
    amount_minor = fee_minor(case)
    if not amount_minor:
        raise NoFee(case.code)
    return payments.open_order(
        fee=payments.Fee(
            key=fee_key(case),
            thing=case.ref,
            thing_code=case.code,
            names=case.service.names,
            amount_minor=amount_minor,
            currency=current().money.code,
            language=current_language(),
            is_sample=case.is_sample,
        ),
        now=now,
    )


def hear_fee_paid(event: OrderPaid, now: datetime) -> None:
    """Write into the history that the fee was paid."""
    _tell(event.thing, "paid", event.amount_minor, now)


def hear_fee_refunded(event: OrderRefunded, now: datetime) -> None:
    """Write into the history how much has been given back in all."""
    _tell(event.thing, "refunded", event.refunded_minor, now)


def _tell(thing: str, act: str, amount_minor: int, now: datetime) -> None:
    room, _colon, number = thing.partition(":")
    # The row first, so that two writers number their lines one after the other.
    if room != "cases.case" or not Case.objects.filter(pk=int(number)).update(updated_at=now):
        return
    case = Case.objects.select_related("service", "unit").get(pk=int(number))
    body = {"fee": act, "minor": amount_minor}
    append(case, CaseEvent.Verb.DOCUMENT, actor=None, now=now, body=body, is_public=True)
