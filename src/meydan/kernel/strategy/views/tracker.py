"""The tracker: which unit, how late, how much money, for every promise, to read and to take along."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meydan.base.feeds.public import Entry
from meydan.base.locale.public import current_language, text
from meydan.base.people.public import public_page
from meydan.kernel.strategy import presentation as shown
from meydan.kernel.strategy import trackershown
from meydan.kernel.strategy.following import atom
from meydan.kernel.strategy.models import Plan
from meydan.kernel.strategy.queries import OWNED, PlanUnknown, current_plan, public_plans
from meydan.kernel.strategy.queries.tracker import TrackerRow, tracker_rows
from meydan.kernel.strategy.sheets import TYPES, sheet

A_PAGE = 50


def chosen_plan(request: HttpRequest) -> Plan:
    """
    The plan that is asked for among those that everybody may read, else the one in force.

    :raises PlanUnknown: if the city has none
    """
    code = request.GET.get("plan", "")
    return (public_plans().filter(code=code).first() if code else None) or current_plan()


@public_page
@require_GET
def tracker(request: HttpRequest) -> HttpResponse:
    """Every promise in one table."""
    try:
        plan = chosen_plan(request)
    except PlanUnknown:
        return render(request, "strategy/no_plan.html")
    rows = tracker_rows(plan, timezone.now())
    wanted = trackershown.asked(request.GET, rows)
    found = [row for row in rows if wanted.passes(row)]
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    units = {row.action.unit.pk: row.action.unit for row in rows if row.action.unit}
    goals = {row.goal.pk: row.goal for row in rows}
    told = {
        "plan": plan,
        "plans": list(public_plans().order_by("-starts_on", "pk")),
        "page_of_rows": page,
        "faces": [trackershown.face(row) for row in page.object_list],
        "found": len(found),
        "wanted": wanted,
        "query": _query(request, plan, trackershown.query_of(wanted)),
        "units": list(units.values()),
        "goals": list(goals.values()),
        "money_choices": trackershown.money_choices(),
        "unowned": sum(row.owner != OWNED for row in rows),
        "kinds": list(TYPES),
        "crumbs": shown.crumbs((_("Tracker"), "")),
    }
    return render(request, "strategy/tracker.html", told)


def _query(request: HttpRequest, plan: Plan, narrowed: str) -> str:
    named = urlencode({"plan": plan.code}) if request.GET.get("plan") == plan.code else ""
    return "&".join(part for part in (named, narrowed) if part)


@public_page
@require_GET
def tracker_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The same list as a file, or to follow."""
    if kind not in (*TYPES, "atom"):
        raise Http404(kind)
    try:
        plan = chosen_plan(request)
    except PlanUnknown as none:
        raise Http404 from none
    rows = tracker_rows(plan, timezone.now())
    wanted = trackershown.asked(request.GET, rows)
    found = [row for row in rows if wanted.passes(row)]
    if kind != "atom":
        records = trackershown.records(found, settings.MEYDAN_HOME.address)
        return sheet(kind, f"tracker-{plan.code}", trackershown.HEAD, records)
    query = "&".join(
        part
        for part in (
            _query(request, plan, trackershown.query_of(wanted)),
            urlencode({"lang": current_language()}),
        )
        if part
    )
    entries = [
        _entry(row) for row in sorted(found, key=lambda row: row.action.updated_at, reverse=True)[:A_PAGE]
    ]
    return atom(
        request,
        address=f"{reverse('strategy:tracker_file', args=['atom'])}?{query}",
        page=reverse("strategy:tracker"),
        title=text(plan.names),
        entries=entries,
    )


def _entry(row: TrackerRow) -> Entry:
    face = trackershown.face(row)
    page = f"{settings.MEYDAN_HOME.address}{face.href}"
    return Entry(
        id=page,
        page=page,
        title=f"{text(row.action.names)}: {face.word}",
        summary="\n".join((face.owner, face.money)),
        published=row.action.updated_at,
        updated=row.action.updated_at,
        category=row.goal.theme,
    )
