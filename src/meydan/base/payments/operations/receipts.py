"""The receipt of a fee that was paid."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import override

from meydan.base.locale.public import format_moment, text
from meydan.base.papers import public as papers
from meydan.base.papers.public import Paper, PaperFacts
from meydan.base.payments.models import Attempt, Order
from meydan.base.payments.presentation import money_words


class AlreadyReceipted(Exception):
    """Somebody else made the receipt meanwhile."""


def issue_receipt(*, order: Order, now: datetime) -> Paper | None:
    """
    Issue the receipt of a paid order, once; nothing where the pack has no such paper or nothing was paid.

    :raises PressFailed: if it cannot be set
    """
    paid = order.attempts.filter(state=Attempt.State.PAID).first()
    if (
        order.receipt_id is not None
        or paid is None
        or order.paid_at is None
        or "receipt" not in papers.kinds()
    ):
        return None
    with override(order.language):
        values = {
            "purpose": text(order.names, order.language),
            "amount": money_words(order.amount_minor, order.language),
            "paid_at": format_moment(order.paid_at),
            "reference": paid.reference,
        }
    facts = PaperFacts(
        thing=order.ref,
        thing_code=order.thing_code,
        values=values,
        language=order.language,
        is_sample=order.is_sample,
    )

    def keep(paper: Paper) -> None:
        if not Order.objects.filter(pk=order.pk, receipt=None).update(receipt=paper):
            raise AlreadyReceipted(order.code)

    try:
        return papers.issue(kind_code="receipt", facts=facts, actor=None, now=now, beside=keep)
    except AlreadyReceipted:
        return None
