"""The ledger of what nobody looked after, for everybody: by unit and post, never by person."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meydan.base.people.public import public_page
from meydan.kernel.strategy import presentation as shown
from meydan.kernel.strategy import trackershown
from meydan.kernel.strategy.models import LedgerMonth
from meydan.kernel.strategy.queries import STALE_AFTER, PlanUnknown
from meydan.kernel.strategy.queries.ledger import ledger
from meydan.kernel.strategy.sheets import TYPES, sheet
from meydan.kernel.strategy.views.tracker import chosen_plan

MONTHS = 24
MOST_DAYS = 3650


def _days(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    fits = asked.isascii() and asked.isdecimal() and len(asked) < 5 and 0 < int(asked) <= MOST_DAYS
    return int(asked) if fits else STALE_AFTER.days


@public_page
@require_GET
def ledger_page(request: HttpRequest) -> HttpResponse:
    """What stands untouched now, and how many it were in the months before."""
    now, days = timezone.now(), _days(request)
    try:
        plan = chosen_plan(request)
    except PlanUnknown:
        return render(request, "strategy/no_plan.html")
    found = ledger(plan, now, days)
    told: dict[str, Any] = {
        "plan": plan,
        "days": days,
        "found": found,
        "untouched": [trackershown.face(row) for row in found.untouched],
        "old": shown.indicator_faces(found.old, now),
        "missed": found.missed,
        "months": list(LedgerMonth.objects.order_by("-begins_on")[:MONTHS]),
        "kinds": list(TYPES),
        "crumbs": shown.crumbs((_("What nobody looked after"), "")),
    }
    return render(request, "strategy/ledger.html", told)


@public_page
@require_GET
def ledger_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The untouched promises as a file."""
    if kind not in TYPES:
        raise Http404(kind)
    try:
        plan = chosen_plan(request)
    except PlanUnknown as none:
        raise Http404 from none
    found = ledger(plan, timezone.now(), _days(request))
    records = trackershown.records(found.untouched, settings.MEYDAN_HOME.address)
    return sheet(kind, f"ledger-{plan.code}", trackershown.HEAD, records)
