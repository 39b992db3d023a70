"""What payments announce to the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from meydan.base.events.public import Event


@dataclass(frozen=True)
class OrderPaid(Event):
    """A fee was paid; the moment in ISO 8601, UTC."""

    kind: ClassVar[str] = "payments.order_paid"

    order_id: int
    thing: str
    amount_minor: int
    currency: str
    paid_at: str


@dataclass(frozen=True)
class OrderRefunded(Event):
    """Of a fee, this much has been given back in all."""

    kind: ClassVar[str] = "payments.order_refunded"

    order_id: int
    thing: str
    refunded_minor: int
    currency: str
