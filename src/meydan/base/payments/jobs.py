"""What this room does by itself: asks about payments under way, and issues receipts."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.base.jobs.public import every, job
from meydan.base.payments.models import Attempt, Order
from meydan.base.payments.operations.paying import ask_about_all, settle
from meydan.base.payments.operations.receipts import issue_receipt


@job(name="payments.settle", atomic=False, label=_("Ask how a payment stands"))
def settle_one(attempt_id: int, now: datetime) -> None:
    """Ask about one payment; a provider that does not answer is asked again."""
    attempt = Attempt.objects.filter(pk=attempt_id).first()
    if attempt is not None:
        settle(attempt=attempt, now=now)


@every(minutes=5)
@job(name="payments.ask", atomic=False, label=_("Ask about payments under way"))
def ask(now: datetime) -> None:
    """Ask about every payment under way."""
    ask_about_all(now=now)


@job(name="payments.receipt", atomic=False, label=_("Issue a receipt"))
def receipt(order_id: int, now: datetime) -> None:
    """Issue the receipt of a paid fee."""
    order = Order.objects.filter(pk=order_id).first()
    if order is not None:
        issue_receipt(order=order, now=now)
