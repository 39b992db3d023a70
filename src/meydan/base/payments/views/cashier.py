"""The cashier's pages: what is owed and paid, money at the counter, refunds, statements."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meydan.base.locale.public import NumberUnreadable, local_digits, parse_number
from meydan.base.packs.public import current
from meydan.base.payments.engine.amounts import AmountUnreadable, minor_of
from meydan.base.payments.engine.statements import StatementUnreadable
from meydan.base.payments.forms import StatementForm
from meydan.base.payments.models import Attempt, Order, Refund, Statement
from meydan.base.payments.operations.orders import OrderSettled
from meydan.base.payments.operations.paying import take_at_counter
from meydan.base.payments.operations.reconciling import read_statement
from meydan.base.payments.operations.refunding import RefundRefused, carry_out, given_back_minor, refund
from meydan.base.payments.policies import payment_policy
from meydan.base.payments.providers import ProviderFailed, ready_provider
from meydan.base.payments.queries import attempts_of, orders, statements, to_be_looked_at
from meydan.base.people.public import account_of, staff_page

ROWS_A_PAGE = 50


@staff_page(policy=payment_policy, verb="see")
@require_GET
def fees(request: HttpRequest) -> HttpResponse:
    """Every fee, by state."""
    asked = request.GET.get("state", "")
    state = asked if asked in Order.State.values else ""
    page = Paginator(orders(state), ROWS_A_PAGE).get_page(request.GET.get("page"))
    told = {
        "pages": page,
        "orders": page.object_list,
        "state": state,
        "tabs": [
            {"href": f"?state={code}", "label": label, "active": code == state}
            for code, label in [("", pgettext("fees", "All")), *Order.State.choices]
        ],
        "odd": to_be_looked_at()[:ROWS_A_PAGE],
        "provider": ready_provider(),
        "can_reconcile": payment_policy.may(request.user, "reconcile"),
    }
    return render(request, "payments/fees.html", told)


@staff_page(policy=payment_policy, verb="see")
@require_GET
def fee(request: HttpRequest, order_id: int) -> HttpResponse:
    """One fee with every try to pay it."""
    order = get_object_or_404(Order.objects.select_related("receipt"), pk=order_id)
    tries = [(one, one.paid_minor - given_back_minor(one)) for one in attempts_of(order)]
    told = {
        "order": order,
        "tries": tries,
        "can_take": payment_policy.may(request.user, "take") and order.state == Order.State.OPEN,
        "can_refund": payment_policy.may(request.user, "refund"),
    }
    return render(request, "payments/fee.html", told)


@staff_page(policy=payment_policy, verb="take")
@require_POST
def take(request: HttpRequest, order_id: int) -> HttpResponse:
    """Write down a payment at the counter."""
    order = get_object_or_404(Order, pk=order_id)
    try:
        note = request.POST.get("note", "")
        take_at_counter(order=order, actor=account_of(request), note=note, now=timezone.now())
    except OrderSettled:
        messages.warning(request, _("Nothing is owed any more. Do not take money for it."))
    else:
        messages.success(request, _("Written down as paid. The receipt comes in a moment."))
    return redirect("payments:fee", order_id=order.pk)


REFUSALS = {
    "amount": gettext_lazy("Write an amount above zero and not more than is left of this payment."),
    "reason": gettext_lazy("Write why the money is given back."),
    "unpaid": gettext_lazy("Nothing was paid with this try."),
}


@staff_page(policy=payment_policy, verb="refund")
@require_POST
def give_back(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Give back all or a part of a payment."""
    attempt = get_object_or_404(Attempt.objects.select_related("order"), pk=attempt_id)
    try:
        refund(
            attempt=attempt,
            amount_minor=_amount(request.POST.get("amount", "")),
            reason=request.POST.get("reason", ""),
            actor=account_of(request),
            now=timezone.now(),
        )
    except RefundRefused as refused:
        messages.error(request, REFUSALS[refused.reason])
    except ProviderFailed:
        messages.warning(request, _no_answer())
    else:
        messages.success(request, _("Given back."))
    return redirect("payments:fee", order_id=attempt.order_id)


@staff_page(policy=payment_policy, verb="refund")
@require_POST
def try_refund_again(request: HttpRequest, refund_id: int) -> HttpResponse:
    """Ask again for a refund whose answer never came."""
    asked = get_object_or_404(Refund.objects.select_related("attempt__order"), pk=refund_id, state="asked")
    try:
        carry_out(asked=asked, now=timezone.now())
    except ProviderFailed:
        messages.warning(request, _no_answer())
    else:
        messages.success(request, _("Given back."))
    return redirect("payments:fee", order_id=asked.attempt.order_id)


def _no_answer() -> str:
    return _(
        "The payment system did not answer. The refund is written down; ask again later, it is given once."
    )


def _amount(typed: str) -> int:
    """What was typed, in the unit people say, as minor units; 0 where it cannot be read."""
    money = current().money
    try:
        return minor_of(parse_number(typed) * money.factor, money.decimals)
    except (NumberUnreadable, AmountUnreadable):
        return 0


@staff_page(policy=payment_policy, verb="reconcile")
@require_http_methods(["GET", "POST"])
def reconcile(request: HttpRequest) -> HttpResponse:
    """Hold a statement against the book."""
    form, chosen = StatementForm(request.POST or None, request.FILES or None), ready_provider()
    if request.method == "POST" and form.is_valid() and chosen is not None:
        file = form.cleaned_data["file"]
        try:
            made = read_statement(
                provider=chosen.code,
                from_on=form.cleaned_data["from_on"],
                to_on=form.cleaned_data["to_on"],
                name=file.name,
                content=file.read(),
                actor=account_of(request),
                now=timezone.now(),
            )
            return redirect("payments:statement", statement_id=made.pk)
        except StatementUnreadable as odd:
            form.add_error("file", _unreadable(odd))
    told = {"form": form, "provider": chosen, "statements": statements()[:ROWS_A_PAGE]}
    return render(request, "payments/reconcile.html", told, status=422 if form.errors else 200)


def _unreadable(odd: StatementUnreadable) -> str:
    if not odd.line:
        return _("The heading has no columns named reference and amount.")
    said = _("Line %(line)s cannot be read: “%(cell)s”. Nothing was kept.")
    return said % {"line": local_digits(odd.line), "cell": odd.cell[:60]}


@staff_page(policy=payment_policy, verb="reconcile")
@require_GET
def statement(request: HttpRequest, statement_id: int) -> HttpResponse:
    """What differed."""
    found = get_object_or_404(Statement.objects.select_related("read_by"), pk=statement_id)
    return render(request, "payments/statement.html", {"statement": found})
