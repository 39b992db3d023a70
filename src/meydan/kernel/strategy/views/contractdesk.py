"""Contracts, budget lines and agreements on the desk; a table is looked through before anything is written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meydan.base.packs.public import current
from meydan.base.people.public import account_of, staff_page
from meydan.kernel.strategy import moneyshown
from meydan.kernel.strategy.engine.contracts import ContractReading, read_contracts
from meydan.kernel.strategy.engine.sheet import SourceRow
from meydan.kernel.strategy.importing.files import PlanFileUnreadable, tables_of
from meydan.kernel.strategy.models import Action, Contract
from meydan.kernel.strategy.moneyforms import AgreementForm, AmendmentForm, BudgetForm, ContractFileForm
from meydan.kernel.strategy.operations.money import (
    AgreementStands,
    AmendmentImpossible,
    amend_contract,
    bring_contracts,
    enter_agreement,
    look_through,
    set_budget_lines,
)
from meydan.kernel.strategy.policies import plan_policy
from meydan.kernel.strategy.queries.money import agreements_to_renew, contract, contracts

SALT = "meydan strategy: a table of contracts that was looked through"
LATEST = 50
MOST_ROWS = 3000
# Whoever looked the table through presses within a working day.
HELD_S = 8 * 3600


@staff_page(policy=plan_policy, verb="register")
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Send a table of contracts, see what it would do, then bring it in."""
    if request.POST.get("do") == "keep":
        return _keep(request)
    form = ContractFileForm(request.POST or None, request.FILES or None, initial={"language": get_language()})
    told: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        told |= _looked(form)
    today = timezone.localdate()
    told["contracts"] = contracts()[:LATEST]
    told["renewals"] = agreements_to_renew(today)
    told["actions"] = Action.objects.order_by("goal__order", "order", "pk")
    return render(request, "strategy/contract_desk.html", told, status=422 if form.errors else 200)


def _looked(form: ContractFileForm) -> dict[str, Any]:
    sent, language = form.cleaned_data["file"], form.cleaned_data["language"]
    try:
        table = max(tables_of(sent.name, sent.read()), key=lambda one: len(one.rows))
    except PlanFileUnreadable as fault:
        form.add_error("file", str(fault))
        return {}
    rows = [[row.row, row.cells] for row in table.rows[:MOST_ROWS]]
    seen = look_through(_read(rows, language), language)
    return {
        "seen": seen,
        "faults": moneyshown.fault_lines(seen.faults),
        "held": signing.dumps({"rows": rows, "language": language}, salt=SALT, compress=True),
    }


def _read(rows: list[Any], language: str) -> ContractReading:
    code = current().money.code
    table = [SourceRow(number, list(cells)) for number, cells in rows]
    return read_contracts(table, language=language, currency="" if code == "XXX" else code)


def _keep(request: HttpRequest) -> HttpResponse:
    try:
        held = signing.loads(request.POST.get("held", ""), salt=SALT, max_age=HELD_S)
    except signing.BadSignature:
        messages.warning(request, _("The table was looked through too long ago. Send it again."))
        return redirect("strategy:contract_desk")
    done = bring_contracts(
        reading=_read(held["rows"], held["language"]),
        language=held["language"],
        actor=account_of(request),
        now=timezone.now(),
    )
    facts = {"added": len(done.added), "changed": len(done.changed)}
    messages.success(request, _("Brought in: %(added)s new, %(changed)s changed.") % facts)
    return redirect("strategy:contracts")


@staff_page(policy=plan_policy, verb="register")
@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what was changed of a contract."""
    try:
        found = contract(code)
    except Contract.DoesNotExist as unknown:
        raise Http404(code) from unknown
    form = AmendmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            amend_contract(
                contract=found,
                signed_on=told["signed_on"],
                amount_change=_amount(told["amount_change"] or 0),
                ends_on=told["ends_on"],
                reason={get_language() or "en": told["reason"]},
                actor=account_of(request),
                now=timezone.now(),
            )
        except AmendmentImpossible:
            form.add_error("amount_change", _("It would cost less than nothing, or end before it begins."))
        else:
            return redirect("strategy:contract", code)
    told = {"contract": found, "form": form}
    return render(request, "strategy/contract_amend.html", told, status=422 if form.errors else 200)


@staff_page(policy=plan_policy, verb="register")
@require_http_methods(["GET", "POST"])
def budget(request: HttpRequest, code: str) -> HttpResponse:
    """Write down a year's money of a promise."""
    action = get_object_or_404(Action, code=code)
    form = BudgetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        line = (told["year"], _amount(told["planned"]), _amount(told["allocated"]), _amount(told["spent"]))
        set_budget_lines(action=action, lines=[line], actor=account_of(request), now=timezone.now())
        return redirect("strategy:budget_lines", code)
    told = {
        "action": action,
        "form": form,
        "lines": action.budget_lines.order_by("year"),
        "money": current().money,
    }
    return render(request, "strategy/budget_lines.html", told, status=422 if form.errors else 200)


def _amount(figure: float | Decimal) -> Decimal:
    return Decimal(str(figure)).quantize(Decimal("0.01"))


@staff_page(policy=plan_policy, verb="register")
@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest) -> HttpResponse:
    """Write an agreement down."""
    form = AgreementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            enter_agreement(
                partner=told["partner"],
                names={get_language() or "en": told["title"]},
                signed_on=told["signed_on"],
                expires_on=told["expires_on"],
                action=Action.objects.filter(pk=int(told["action"])).first() if told["action"] else None,
                document=told["document"],
                actor=account_of(request),
                now=timezone.now(),
            )
        except AgreementStands:
            form.add_error("partner", _("An agreement with this partner and day is written down already."))
        else:
            return redirect("strategy:agreements")
    return render(request, "strategy/agreement_new.html", {"form": form}, status=422 if form.errors else 200)
