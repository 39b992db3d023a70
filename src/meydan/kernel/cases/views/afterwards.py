"""What the city did when a value passed its limit, and how it ended: for everybody."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from meydan.base.people.public import public_page
from meydan.kernel.cases.queries.afterwards import steps_of, told_run, told_runs
from meydan.kernel.observations.public import account_of, all_alerts, public_alert_links

ROWS_A_PAGE = 20


@public_page
@require_safe
def afterwards(request: HttpRequest) -> HttpResponse:
    """The responses that are over, newest first."""
    page = Paginator(told_runs(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/afterwards.html", {"runs": page.object_list, "pages": page})


@public_page
@require_safe
def after(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: how it went against what was forecast, and what was done when."""
    run = told_run(pk)
    alert = None if run is None else all_alerts().filter(pk=run.alert_id).first()
    if run is None or alert is None:
        raise Http404(str(pk))
    told = {
        "run": run,
        "alert": alert,
        "shows_peak": alert.rule.kind in ("threshold", "area"),
        "steps": steps_of(run),
        "account": account_of(alert, timezone.now()),
        "links": public_alert_links(alert),
    }
    return render(request, "cases/after.html", told)
