"""Making a budget, handing out codes, taking votes at the counter and on paper, counting."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from meydan.base.files.public import csv_bytes
from meydan.base.locale.public import text
from meydan.base.people.public import NotAllowed, account_of, staff_page
from meydan.domains.participation import errors as faults
from meydan.domains.participation import operations
from meydan.domains.participation.engine.ballot_secret import SECRET_BYTES
from meydan.domains.participation.forms import budgets as typed
from meydan.domains.participation.models import Budget, Channel
from meydan.domains.participation.policies import budget_policy
from meydan.domains.participation.presentation import budgets as presentation
from meydan.domains.participation.queries import budgets as queries
from meydan.domains.participation.views.open import found

MANAGERS_STEPS = frozenset({"project", "publish", "codes", "extend", "count"})


@staff_page(policy=budget_policy, verb="see")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Every budget, drafts too."""
    now = timezone.now()
    shown = [
        {
            "budget": one,
            "title": text(one.names),
            "when": presentation.when(one, now) if one.published_at else _("Draft"),
        }
        for one in queries.budgets(published=False)[:100]
    ]
    context = {"budgets": shown, "may_make": budget_policy.may(account_of(request), "make")}
    return render(request, "participation/desk.html", context)


@staff_page(policy=budget_policy, verb="make")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a budget; nobody sees it before it is published."""
    form = typed.BudgetForm(request.POST or None)
    if form.is_bound and form.is_valid():
        made = operations.make_budget(**form.facts)
        return redirect("participation:one", code=made.code)
    context = {"form": form, "crumbs": presentation.crumbs(desk=True)}
    return render(request, "participation/new.html", context, status=422 if form.is_bound else 200)


@staff_page(policy=budget_policy, verb="see")
@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One budget and every step there is for it; what was typed comes back with what is wrong."""
    budget, step = found(code, published=False), request.POST.get("step", "")
    if step in MANAGERS_STEPS and not budget_policy.may(account_of(request), "make"):
        raise NotAllowed(f"{request.user} may not {step}")
    bound = forms_of(budget, request, step)
    form = bound.get(step)
    if step in STEPS and (form is None or form.is_valid()):
        try:
            done = STEPS[step](request, budget, form)
            return done or redirect("participation:one", code=code)
        except tuple(SAID) as fault:
            messages.error(request, SAID[type(fault)]())
        except faults.BallotAgainstRules as refused:
            messages.error(request, presentation.refusal(budget, refused))
    now = timezone.now()
    context = {
        "budget": budget, "forms": bound, "when": presentation.when(budget, now), "is_open": budget.is_open_at(now),
        "amount": presentation.money(budget.amount), "count": queries.count_of(budget),
        "projects": [presentation.label(one) for one in budget.projects.order_by("number")],
        "cast": presentation.channels(queries.cast_by_channel(budget)),
        "codes": budget.eligibilities.count(), "is_over": now >= budget.closes_at, "has_begun": now >= budget.opens_at,
        "may_make": budget_policy.may(account_of(request), "make"), "crumbs": presentation.crumbs(desk=True),
    }  # fmt: skip
    return render(request, "participation/one.html", context, status=422 if step else 200)


def forms_of(budget: Budget, request: HttpRequest, step: str) -> dict[str, forms.Form]:
    """The form of each step; the one that was sent holds what was typed."""

    def data(name: str) -> Any:
        return request.POST if name == step else None

    return {
        "project": typed.ProjectForm(data("project"), prefix="project"),
        "codes": typed.CodesForm(data("codes"), prefix="codes"),
        "sheet": typed.SheetForm(data("sheet"), prefix="sheet"),
        "paper": typed.PaperForm(data("paper"), prefix="paper", budget=budget),
        "counter": typed.CounterForm(data("counter"), prefix="counter", budget=budget),
        "extend": typed.ExtendForm(data("extend"), prefix="extend"),
    }


def _project(request: HttpRequest, budget: Budget, form: Any) -> None:
    operations.add_project(budget=budget, names=form.names, cost=form.stored, now=timezone.now())


def _publish(request: HttpRequest, budget: Budget, form: Any) -> None:
    operations.publish(budget=budget, actor=account_of(request), now=timezone.now())


def _codes(request: HttpRequest, budget: Budget, form: Any) -> HttpResponse:
    """The codes as a table, this once."""
    drawn = operations.hand_out_codes(
        budget=budget, many=int(form.cleaned_data["many"]), actor=account_of(request), now=timezone.now()
    )
    rows = ([presentation.in_fours(code, "-")] for code in drawn)
    answer = HttpResponse(csv_bytes(["code"], rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{budget.code}-codes.csv"'
    return answer


def _sheet(request: HttpRequest, budget: Budget, form: Any) -> None:
    operations.hand_out_paper(budget=budget, code=form.cleaned_data["code"], now=timezone.now())
    messages.success(request, _("The code is crossed off: hand out one sheet."))


def _paper(request: HttpRequest, budget: Budget, form: Any) -> None:
    said = form.cleaned_data
    operations.enter_paper(
        budget=budget, number=int(said["number"]), projects=said["projects"], actor=account_of(request),
        now=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("The sheet is entered."))


def _counter(request: HttpRequest, budget: Budget, form: Any) -> None:
    said = form.cleaned_data
    ballot = operations.vote(
        budget=budget, code=said["code"], secret=secrets.token_hex(SECRET_BYTES), projects=said["projects"],
        channel=Channel.COUNTER, now=timezone.now(),
    )  # fmt: skip
    receipt = presentation.in_fours(ballot.receipt)
    messages.success(
        request, _("The ballot is in the box. Receipt for the voter: %(receipt)s") % {"receipt": receipt}
    )


def _extend(request: HttpRequest, budget: Budget, form: Any) -> None:
    operations.extend(
        budget=budget, closes_at=form.closes_at, reason=form.cleaned_data["reason"], actor=account_of(request),
        now=timezone.now(),
    )  # fmt: skip


def _count(request: HttpRequest, budget: Budget, form: Any) -> None:
    operations.count(budget=budget, actor=account_of(request), now=timezone.now())


Step = Callable[[HttpRequest, Budget, Any], HttpResponse | None]
STEPS: dict[str, Step] = {
    "project": _project, "publish": _publish, "codes": _codes, "sheet": _sheet, "paper": _paper,
    "counter": _counter, "extend": _extend, "count": _count,
}  # fmt: skip
SAID: dict[type[Exception], Callable[[], str]] = {
    faults.VotingHasBegun: lambda: _("People vote already: nothing is changed but the last day."),
    faults.NotReady: lambda: _("Add two projects at least that the money can pay."),
    faults.NotOpen: lambda: _("Ballots are not taken now."),
    faults.CodeUnknown: lambda: _("There is no such code. Compare it with the letter."),
    faults.CodeSpent: lambda: _("A ballot was taken out with this code already."),
    faults.BallotCastAlready: lambda: _("This sheet is entered already. Look at its number."),
    faults.MorePapersThanHandedOut: lambda: _(
        "More sheets than codes crossed off for paper. Count the sheets again."
    ),
    faults.NotClosedYet: lambda: _("Count when voting is over."),
    faults.CountedAlready: lambda: _("The ballots are counted; nothing is added."),
    faults.EndsTooEarly: lambda: _(
        "The new last day must be later than the old one, and voting must be open."
    ),
    faults.ReasonMissing: lambda: _("Write the reason."),
}
