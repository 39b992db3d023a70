"""Fees that a form asks for while it is filled in, before there is anything else to owe them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from meydan.base.forms.public import Owed, Payments
from meydan.base.packs.public import current
from meydan.base.payments.engine.amounts import minor_of
from meydan.base.payments.operations.orders import Fee, ask_for, let_go
from meydan.base.payments.providers import ready_provider
from meydan.base.payments.queries import order_of, standing_of


def _is_open() -> bool:
    return ready_provider() is not None


def _begin(owed: Owed, now: datetime) -> str:
    money = current().money
    fee = Fee(
        key=owed.key,
        thing=f"forms.draft:{owed.draft}",
        thing_code="",
        names=owed.names,
        amount_minor=minor_of(owed.amount, money.decimals),
        currency=money.code,
        language=owed.language,
        back=owed.back,
    )
    return reverse("payments:pay", args=[ask_for(fee=fee, now=now).code])


def _state(key: str, amount: Decimal) -> str:
    return standing_of(order_of(key), minor_of(amount, current().money.decimals))


def _drop(stem: str, now: datetime) -> None:
    let_go(stem=stem)


FOR_FORMS = Payments(is_open=_is_open, begin=_begin, state=_state, drop=_drop)
