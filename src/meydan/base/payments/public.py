"""The door of this room."""

from meydan.base.payments.engine.amounts import AmountUnreadable, minor_of
from meydan.base.payments.events import OrderPaid, OrderRefunded
from meydan.base.payments.models import Order
from meydan.base.payments.operations.orders import (
    Fee,
    OrderSettled,
    ask_for,
    hand_over,
    open_order,
    withdraw_order,
)
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
from meydan.base.payments.queries import order_about, order_numbered

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
    "ask_for",
    "hand_over",
    "minor_of",
    "money_words",
    "open_order",
    "order_about",
    "order_numbered",
    "ready_provider",
    "register_provider",
    "take_at_counter",
    "withdraw_order",
]
