"""Choose, see the sum, confirm with the code, keep the receipt: three plain pages."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meydan.base.people.public import public_page
from meydan.domains.participation import operations
from meydan.domains.participation.engine.ballot_secret import SECRET_BYTES
from meydan.domains.participation.errors import (
    BallotAgainstRules,
    BallotCastAlready,
    CodeSpent,
    CodeUnknown,
    NotOpen,
)
from meydan.domains.participation.forms.budgets import ChoiceForm, CodeForm
from meydan.domains.participation.models import Ballot, Budget
from meydan.domains.participation.presentation import budgets as presentation
from meydan.domains.participation.views.open import found


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def vote(request: HttpRequest, code: str) -> HttpResponse:
    """The ballot."""
    budget = found(code)
    if not budget.is_open_at(timezone.now()):
        return closed(request, budget)
    if request.method == "GET":
        return choose(request, budget, ChoiceForm(budget=budget))
    choice = ChoiceForm(request.POST, budget=budget)
    if not choice.is_valid():
        return choose(request, budget, choice)
    try:
        operations.allowed(budget, choice.cleaned_data["projects"])
    except BallotAgainstRules as refused:
        choice.add_error("projects", presentation.refusal(budget, refused))
        return choose(request, budget, choice)
    if "secret" not in request.POST:
        given = {"projects": choice.cleaned_data["projects"], "secret": secrets.token_hex(SECRET_BYTES)}
        return confirm(request, budget, CodeForm(initial=given, budget=budget), choice)
    return cast(request, budget, CodeForm(request.POST, budget=budget), choice)


def cast(request: HttpRequest, budget: Budget, form: CodeForm, choice: ChoiceForm) -> HttpResponse:
    """Put it in the box, or say what is wrong with the code; sent twice it is one ballot."""
    if not form.is_valid():
        return confirm(request, budget, form, choice)
    said = form.cleaned_data
    try:
        ballot = operations.vote(
            budget=budget,
            code=said["code"],
            secret=said["secret"],
            projects=said["projects"],
            now=timezone.now(),
        )
    except NotOpen:
        return closed(request, budget)
    except CodeUnknown:
        form.add_error("code", _("There is no such code. Compare it with your letter."))
    except CodeSpent:
        form.add_error(
            "code", _("A ballot was taken out with this code already. If it was not you, tell the counter.")
        )
    except BallotCastAlready:
        form.add_error(None, _("This page has cast another choice already; a ballot cannot be changed."))
    else:
        return kept(request, budget, ballot)
    return confirm(request, budget, form, choice)


def choose(request: HttpRequest, budget: Budget, form: ChoiceForm) -> HttpResponse:
    """The first page."""
    return _page(request, "choose", budget, form.is_bound, form=form)


def confirm(request: HttpRequest, budget: Budget, form: CodeForm, choice: ChoiceForm) -> HttpResponse:
    """The second page: what was chosen, what it costs, and the code."""
    picked = chosen(budget, choice)
    total = sum(one.cost for one in picked)
    return _page(
        request, "confirm", budget, form.is_bound, form=form, chosen=[presentation.label(one) for one in picked],
        total=presentation.money(total), left=presentation.money(budget.amount - total),
    )  # fmt: skip


def kept(request: HttpRequest, budget: Budget, ballot: Ballot) -> HttpResponse:
    """The third page: the receipt. It stands in no address, so that no log keeps it."""
    return _page(request, "kept", budget, False, receipt=presentation.in_fours(ballot.receipt))


def closed(request: HttpRequest, budget: Budget) -> HttpResponse:
    """Voting is not open now."""
    context = {"budget": budget, "when": presentation.when(budget, timezone.now())}
    return render(request, "participation/closed.html", context, status=410)


def chosen(budget: Budget, choice: ChoiceForm) -> list[Any]:
    """The projects ticked."""
    return list(budget.projects.filter(number__in=choice.cleaned_data["projects"]).order_by("number"))


def _page(request: HttpRequest, name: str, budget: Budget, is_wrong: bool, **more: Any) -> HttpResponse:
    context = {
        "budget": budget, "amount": presentation.money(budget.amount), "crumbs": presentation.crumbs(),
        "when": presentation.when(budget, timezone.now()),
    }  # fmt: skip
    return render(request, f"participation/{name}.html", context | more, status=422 if is_wrong else 200)
