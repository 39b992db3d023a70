"""What a case costs, and whether it is paid."""

from __future__ import annotations

from dataclasses import dataclass

from meydan.base.packs.public import current
from meydan.base.payments import public as payments
from meydan.base.payments.public import AmountUnreadable, Order
from meydan.kernel.cases.models import Case


@dataclass(frozen=True)
class FeeView:
    """What a page shows of a fee: the amount in minor units, and the order once somebody set out to pay."""

    words: str
    order: Order | None

    @property
    def is_owed(self) -> bool:
        """Whether it is still to be paid."""
        return self.order is None or self.order.state == Order.State.OPEN


def fee_key(case: Case) -> str:
    """The name under which payments know the fee of a case."""
    return f"{case.ref}:fee"


def fee_minor(case: Case) -> int:
    """What a case costs in minor units; 0 where it costs nothing or its service names no amount."""
    try:
        return payments.minor_of(case.service.fee.get("amount") or 0, current().money.decimals)
    except AmountUnreadable:
        return 0


def fee_of(case: Case) -> FeeView | None:
    """The fee of a case; nothing where it costs nothing."""
    order = payments.order_about(case.ref)
    amount_minor = order.amount_minor if order else fee_minor(case)
    return FeeView(payments.money_words(amount_minor), order) if amount_minor else None
