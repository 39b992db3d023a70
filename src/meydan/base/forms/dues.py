"""What a form asks to be paid: how much, under which key, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from meydan.base.forms.engine.definition import Field, FormDefinition
from meydan.base.forms.engine.evaluation import value_of
from meydan.base.forms.engine.path import known_to
from meydan.base.forms.models import Draft
from meydan.base.forms.registry import Owed, payments, purpose_of
from meydan.base.packs.public import current

# Nobody here takes payments, or nothing was begun.
NOT_CONNECTED, UNPAID = "not_connected", "unpaid"


def due(draft: Draft, field: Field, known: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept as the answer of a payment: its key, the amount, and how it stands now."""
    amount, key = amount_due(draft, field, known), f"{_stem(draft)}{field.code}"
    return {"state": standing_of(key, amount), "amount": str(amount), "key": key}


def dues_of(draft: Draft, form: FormDefinition, counted: Mapping[str, Any]) -> dict[str, Any]:
    """Every payment among the answers that count, worked out anew: an earlier answer may have changed since."""
    known = known_to(form, counted)
    return {
        field.code: due(draft, field, known)
        for field in form.fields
        if field.kind == "payment" and field.code in counted
    }


def amount_due(draft: Draft, field: Field, known: Mapping[str, Any]) -> Decimal:
    """How much is to be paid, in the stored unit; nothing when it cannot be worked out."""
    if field.amount is None:
        purpose, about = purpose_of(draft.purpose)
        found: Any = purpose.fee(about)
    else:
        found = value_of(field.amount, known)
    if not isinstance(found, Decimal) or found <= 0:
        return Decimal(0)
    return found.quantize(Decimal(1).scaleb(-current().money.decimals), rounding=ROUND_HALF_UP)


def standing_of(key: str, amount: Decimal) -> str:
    """How a payment stands: as ``Payments.state`` says, or ``not_connected`` while it can only be paid at the desk."""
    taker = payments()
    if taker is None:
        return NOT_CONNECTED
    state = taker.state(key, amount)
    return NOT_CONNECTED if state == UNPAID and not taker.is_open() else state


def page_to_pay(
    draft: Draft, field: Field, known: Mapping[str, Any], *, back: str, now: datetime
) -> str | None:
    """Write down what is owed and return the page on which it is paid; nothing where paying online is not open."""
    taker, amount = payments(), amount_due(draft, field, known)
    if taker is None or not taker.is_open() or not amount:
        return None
    key = f"{_stem(draft)}{field.code}"
    return taker.begin(Owed(key, str(draft.key), amount, field.names, back, draft.language), now)


def let_go(draft: Draft, now: datetime) -> None:
    """Let go of what a forgotten draft still owed; what was paid for it stays in the book for the cashier."""
    taker = payments()
    if taker is not None:
        taker.drop(_stem(draft), now)


def amount_owed(form: FormDefinition, answers: Mapping[str, Any]) -> tuple[Field, str, Decimal] | None:
    """The payment among answers that were sent: its field, its key and its amount; nothing where nothing is owed."""
    for field in form.fields:
        kept = answers.get(field.code)
        if field.kind == "payment" and kept and Decimal(kept["amount"]) > 0:
            return field, str(kept["key"]), Decimal(kept["amount"])
    return None


def _stem(draft: Draft) -> str:
    return f"forms:{draft.key}:"
