"""``/desk/reopened/``: which services' cases are opened again, and why."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from meydan.base.people.public import staff_page
from meydan.kernel.cases.models import Service
from meydan.kernel.cases.policies import case_policy
from meydan.kernel.cases.queries.reopening import all_reasons, reopened_since

YEAR = timedelta(days=365)


@staff_page(policy=case_policy, verb="see")
@require_GET
def reopened(request: HttpRequest) -> HttpResponse:
    """Each service whose cases were opened again in twelve months, the most often first, by reason."""
    now = timezone.now()
    found = {number: one for number, one in reopened_since(now - YEAR, now).items() if one.count}
    services = Service.objects.select_related("unit").in_bulk(list(found))
    # What was once chosen and left the list since is counted with those for which nobody chose.
    reasons = list(all_reasons().values())
    rows = [
        {
            "service": services[one.service_id],
            "again": one.count,
            "closed": one.closed,
            "reasons": [(reason.names, one.reasons[reason.code]) for reason in reasons],
            "unsaid": one.count - sum(one.reasons[reason.code] for reason in reasons),
        }
        for one in sorted(found.values(), key=lambda one: (-one.count, one.service_id))
    ]
    return render(request, "cases/reopened.html", {"rows": rows})
