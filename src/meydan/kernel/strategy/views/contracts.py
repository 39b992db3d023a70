"""Contracts, budgets and agreements, for everybody."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meydan.base.files.public import inert_file
from meydan.base.locale.public import text
from meydan.base.packs.public import current
from meydan.base.people.public import public_page
from meydan.kernel.strategy import moneyshown
from meydan.kernel.strategy import presentation as shown
from meydan.kernel.strategy.models import Agreement, Contract
from meydan.kernel.strategy.operations.deciding import document_path
from meydan.kernel.strategy.queries import PlanUnknown
from meydan.kernel.strategy.queries.money import agreements, budgets, contract, contracts_asked
from meydan.kernel.strategy.sheets import TYPES, sheet
from meydan.kernel.strategy.views.tracker import chosen_plan

A_PAGE = 50
MOST_IN_A_FILE = 5000


def _asked(request: HttpRequest) -> tuple[str, str]:
    status = request.GET.get("status", "")
    return status if status in Contract.Status.values else "", request.GET.get("q", "").strip()[:80]


@public_page
@require_GET
def every_contract(request: HttpRequest) -> HttpResponse:
    """The list of contracts, narrowed as asked."""
    status, words = _asked(request)
    page = Paginator(contracts_asked(status, words), A_PAGE).get_page(request.GET.get("page"))
    told: dict[str, Any] = {
        "page_of_contracts": page,
        "status": status,
        "words": words,
        "states": Contract.Status.choices,
        "query": urlencode({key: value for key, value in (("status", status), ("q", words)) if value}),
        "money": current().money,
        "kinds": list(TYPES),
        "crumbs": shown.crumbs((_("Contracts"), "")),
    }
    return render(request, "strategy/contracts.html", told)


@public_page
@require_GET
def one_contract(request: HttpRequest, code: str) -> HttpResponse:
    """One contract with what was changed of it."""
    try:
        found = contract(code)
    except Contract.DoesNotExist as unknown:
        raise Http404(code) from unknown
    told: dict[str, Any] = {
        "contract": found,
        "amendments": sorted(found.amendments.all(), key=lambda one: (one.signed_on, one.pk)),
        "money": current().money,
        "crumbs": shown.crumbs((_("Contracts"), reverse("strategy:contracts")), (text(found.names), "")),
    }
    return render(request, "strategy/contract.html", told)


@public_page
@require_GET
def contracts_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same list as a file."""
    _known(kind)
    rows = list(contracts_asked(*_asked(request))[:MOST_IN_A_FILE])
    records = moneyshown.contract_records(rows, settings.MEYDAN_HOME.address)
    return sheet(kind, "contracts", moneyshown.CONTRACT_HEAD, records)


@public_page
@require_GET
def budget(request: HttpRequest) -> HttpResponse:
    """What every promise was to cost, year by year, and whether it adds up."""
    try:
        plan = chosen_plan(request)
    except PlanUnknown:
        return render(request, "strategy/no_plan.html")
    page = Paginator(budgets(plan), A_PAGE).get_page(request.GET.get("page"))
    told: dict[str, Any] = {
        "plan": plan,
        "page_of_budgets": page,
        "rows": [(one, moneyshown.budget_words(one.faults)) for one in page.object_list],
        "money": current().money,
        "kinds": list(TYPES),
        "crumbs": shown.crumbs((_("Budget"), "")),
    }
    return render(request, "strategy/budget.html", told)


@public_page
@require_GET
def budget_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as a file: a row a year and promise."""
    _known(kind)
    try:
        plan = chosen_plan(request)
    except PlanUnknown as none:
        raise Http404 from none
    return sheet(
        kind, f"budget-{plan.code}", moneyshown.BUDGET_HEAD, moneyshown.budget_records(budgets(plan))
    )


@public_page
@require_GET
def every_agreement(request: HttpRequest) -> HttpResponse:
    """The register of agreements, those that end soonest first."""
    page = Paginator(agreements(), A_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    told: dict[str, Any] = {
        "page_of_agreements": page,
        "rows": [(one, *moneyshown.standing_words(one, today)) for one in page.object_list],
        "kinds": list(TYPES),
        "crumbs": shown.crumbs((_("Agreements"), "")),
    }
    return render(request, "strategy/agreements.html", told)


@public_page
@require_GET
def agreements_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The register as a file."""
    _known(kind)
    rows = list(agreements()[:MOST_IN_A_FILE])
    records = moneyshown.agreement_records(rows, timezone.localdate())
    return sheet(kind, "agreements", moneyshown.AGREEMENT_HEAD, records)


@public_page
@require_GET
def agreement_paper(request: HttpRequest, code: str) -> HttpResponseBase:
    """The signed paper, to keep; it is never opened inside a page of ours."""
    found = get_object_or_404(Agreement, code=code)
    if not found.document_sha256:
        raise Http404(code)
    name, kind = f"{found.code}-{found.document_name}", found.document_type
    return inert_file(document_path(found.document_sha256), name=name, content_type=kind, opens=False)


def _known(kind: str) -> None:
    if kind not in TYPES:
        raise Http404(kind)
