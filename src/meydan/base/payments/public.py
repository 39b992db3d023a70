"""The door of this room."""

from meydan.base.payments.engine.amounts import AmountUnreadable, minor_of
from meydan.base.payments.events import OrderPaid, OrderRefunded
from meydan.base.payments.models import Order
from meydan.base.payments.operations.orders import Fee, OrderSettled, open_order, withdraw_order
from meydan.base.payments.operations.paying import take_at_counter
from meydan.base.payments.presentation import money_words
from meydan.base.payments.providers import (
    Asked,
    Begun,
    NoticeFacts,
    Provider,
    ProviderFailed,
    Standing,
    ready_provider,
    register_provider,
)
from meydan.base.payments.queries import order_of

__all__ = [
    "AmountUnreadable",
    "Asked",
    "Begun",
    "Fee",
    "NoticeFacts",
    "Order",
    "OrderPaid",
    "OrderRefunded",
    "OrderSettled",
    "Provider",
    "ProviderFailed",
    "Standing",
    "minor_of",
    "money_words",
    "open_order",
    "order_of",
    "ready_provider",
    "register_provider",
    "take_at_counter",
    "withdraw_order",
]
