"""What everybody reads of a budget, and what anybody recounts."""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from meydan.base.locale.public import text
from meydan.base.people.public import public_page
from meydan.domains.participation import recount
from meydan.domains.participation.errors import BudgetUnknown
from meydan.domains.participation.forms.budgets import ReceiptForm
from meydan.domains.participation.models import Budget
from meydan.domains.participation.presentation import budgets as presentation
from meydan.domains.participation.queries import budgets as queries


def found(code: str, *, published: bool = True) -> Budget:
    """Return a budget or a 404."""
    try:
        return queries.budget(code, published=published)
    except BudgetUnknown as unknown:
        raise Http404(code) from unknown


@public_page
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Which budgets people decide about now, and which they did."""
    now = timezone.now()
    shown = [(one, presentation.when(one, now)) for one in queries.budgets()[:100]]
    told = [
        (now < one.closes_at, {"budget": one, "title": text(one.names), "when": when}) for one, when in shown
    ]
    context = {
        "current": [row for is_current, row in told if is_current],
        "past": [row for is_current, row in told if not is_current],
    }  # fmt: skip
    return render(request, "participation/front.html", context)


@public_page
@require_safe
def budget(request: HttpRequest, code: str) -> HttpResponse:
    """One budget: the money, the projects, and once it is counted what each rule made of it."""
    held, now = found(code), timezone.now()
    count, cast = queries.count_of(held), queries.cast_by_channel(held)
    context = {
        "budget": held, "when": presentation.when(held, now), "is_open": held.is_open_at(now),
        "amount": presentation.money(held.amount), "count": count, "cast": presentation.channels(cast),
        "projects": [
            {"project": one, "title": text(one.names), "cost": presentation.money(one.cost)}
            for one in held.projects.order_by("number")
        ],
        "amendments": held.amendments.order_by("made_at"),
        "results": presentation.results(held, count) if count else None,
        "crumbs": presentation.crumbs(),
    }  # fmt: skip
    return render(request, "participation/budget.html", context)


@public_page
@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a ballot lies in the box; what it says stands in the file, once all are counted."""
    held, form = found(code), ReceiptForm(request.POST or None)
    looked = form.is_bound and form.is_valid()
    ballot = queries.ballot_by_receipt(held, form.cleaned_data["receipt"]) if looked else None
    context = {
        "budget": held, "form": form, "looked": looked, "ballot": ballot, "count": queries.count_of(held),
        "crumbs": presentation.crumbs(),
    }  # fmt: skip
    return render(request, "participation/receipt.html", context)


@public_page
@require_safe
def ballots(request: HttpRequest, code: str) -> HttpResponse:
    """The ballot file, after the count."""
    held = found(code)
    count = queries.count_of(held)
    if count is None:
        raise Http404(code)
    answer = HttpResponse(queries.ballot_file(held, count), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{held.code}-ballots.json"'
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@public_page
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The program that recounts."""
    answer = HttpResponse(Path(recount.__file__).read_bytes(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="recount.py"'
    return answer
