"""Finds orders, tries and statements."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import QuerySet

from meydan.base.locale.public import to_latin_digits
from meydan.base.papers.public import read_code
from meydan.base.payments.engine.statements import PAYMENT, REFUND, Line
from meydan.base.payments.models import Attempt, Order, Refund, Statement


class OrderUnknown(LookupError):
    """No order has this code."""


def order_by_code(typed: str) -> Order:
    """
    The order of a code, however it was typed.

    :raises OrderUnknown: if there is none
    """
    code = read_code(to_latin_digits(typed))
    found = Order.objects.select_related("receipt").filter(code=code).first() if code else None
    if found is None:
        raise OrderUnknown(typed)
    return found


def order_of(key: str) -> Order | None:
    """The order that a fee has, if somebody asked for it."""
    return Order.objects.filter(key=key).first()


def order_about(thing: str) -> Order | None:
    """The order of a thing, whatever its key: the youngest that still stands, else one not owed any more."""
    found = list(Order.objects.filter(thing=thing).order_by("-id"))
    return next((one for one in found if one.state != Order.State.WITHDRAWN), found[0] if found else None)


def order_numbered(order_id: int) -> Order | None:
    """An order by its number in the table."""
    return Order.objects.filter(pk=order_id).first()


def standing_of(order: Order | None, amount_minor: int) -> str:
    """How an order stands to an amount: paid, refunded, differs, waiting (begun, not proven) or unpaid."""
    if order is None or order.state == Order.State.WITHDRAWN:
        return "unpaid"
    if order.state == Order.State.REFUNDED:
        return "refunded"
    if order.state == Order.State.PAID:
        return "paid" if order.amount_minor == amount_minor else "differs"
    under_way = (Attempt.State.STARTED, Attempt.State.DIFFERS, Attempt.State.SURPLUS)
    return "waiting" if order.attempts.filter(state__in=under_way).exists() else "unpaid"


def orders(state: str = "") -> QuerySet[Order]:
    """Orders in a state, or all, the youngest first."""
    found = Order.objects.select_related("receipt").order_by("-opened_at", "-id")
    return found.filter(state=state) if state else found


def attempts_of(order: Order) -> list[Attempt]:
    """The tries to pay an order, the youngest first, with what was given back."""
    return list(order.attempts.prefetch_related("refunds").select_related("taken_by").order_by("-id"))


def to_be_looked_at() -> QuerySet[Attempt]:
    """Payments that need a person: paid twice, or another amount than was asked."""
    odd = (Attempt.State.SURPLUS, Attempt.State.DIFFERS)
    return Attempt.objects.filter(state__in=odd).select_related("order").order_by("-ended_at", "-id")


def statements() -> QuerySet[Statement]:
    """Statements that were held against the book, the youngest first."""
    return Statement.objects.select_related("read_by").order_by("-read_at", "-id")


def book_lines(provider: str, from_on: date, to_on: date) -> list[Line]:
    """What the book says was paid and given back at a provider on these days of the city, both included."""
    begin, end = _moment(from_on), _moment(to_on + timedelta(days=1))
    paid = Attempt.objects.filter(provider=provider, paid_minor__gt=0, ended_at__gte=begin, ended_at__lt=end)
    back = Refund.objects.filter(
        attempt__provider=provider, state=Refund.State.DONE, ended_at__gte=begin, ended_at__lt=end
    )
    return [
        *(
            Line(ref, PAYMENT, minor)
            for ref, minor in paid.values_list("reference", "paid_minor").order_by("id")
        ),
        *(Line(key, REFUND, minor) for key, minor in back.values_list("key", "amount_minor").order_by("id")),
    ]


def _moment(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=settings.CITY_ZONE)
