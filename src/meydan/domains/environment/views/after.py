"""An alert afterwards: expected, measured, done."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from meydan.base.people.public import account_of, staff_page
from meydan.domains.environment.policies import environment_policy
from meydan.domains.environment.presentation import after as presentation
from meydan.domains.environment.queries.after import AlertUnknown, after_of, past_alerts
from meydan.kernel.cases.public import CaseUnknown, DeskView, case_in_full, desk_view, playbook_actions
from meydan.kernel.observations.public import alert_links

ROWS_A_PAGE = 30


@staff_page(policy=environment_policy, verb="see")
@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    """The alerts of the environment that are over, newest first."""
    page = Paginator(past_alerts(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "environment/alerts.html", {"rows": page.object_list, "pages": page})


@staff_page(policy=environment_policy, verb="see")
@require_GET
def after(request: HttpRequest, alert_id: int) -> HttpResponse:
    """What was forecast, what was measured, and when each step of the case happened."""
    now = timezone.now()
    try:
        found = after_of(alert_id, now)
    except AlertUnknown as unknown:
        raise Http404 from unknown
    told = {
        "after": found, "alert": found.alert, "sentence": presentation.sentence(found),
        "caution": presentation.caution(),
        "chart": presentation.chart(found), "cases": _cases(request, found.case_ids),
        "actions": playbook_actions(alert_id),
        "links": [one for one in alert_links(found.alert) if one.href != request.path],
    }  # fmt: skip
    return render(request, "environment/after.html", told)


def _cases(request: HttpRequest, ids: list[int]) -> list[DeskView]:
    found = []
    for pk in ids:
        try:
            case = case_in_full(pk)
        except CaseUnknown:
            continue
        found.append(desk_view(case, account_of(request), timezone.now()))
    return found
