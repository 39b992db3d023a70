"""The front door."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from meydan.base.packs.public import current
from meydan.base.people.public import public_page
from meydan.kernel.places.public import occurrences
from meydan.kernel.strategy.public import ActionStanding, Brief, PlanUnknown, plan_brief
from meydan.site.home.happening import happening
from meydan.site.home.tiles import tiles

WORKS = ("cut", "closure", "works")
SHOWN_STATES = ("good", "watch", "bad", "stale")


@public_page
def front(request: HttpRequest) -> HttpResponse:
    """What people come for, what was promised, what is happening."""
    now = timezone.now()
    # Read once for all parts of the page.
    plan, works = plan_in_force(now), occurrences(WORKS, at=now)
    context = {
        "question": current().head.get("question", {}),
        "tiles": tiles(now, plan, works),
        "promises": promises(plan),
        "rows": happening(now, works),
    }
    return render(request, "home/front.html", context)


def plan_in_force(now: datetime) -> Brief | None:
    """The plan in a few words, None where there is no plan."""
    try:
        return plan_brief(now)
    except PlanUnknown:
        return None


def promises(plan: Brief | None) -> list[ActionStanding]:
    """Four actions of the plan, one of each state where there is one, so that no state is hidden."""
    actions = plan.actions if plan else []
    first = [next((a for a in actions if a.state == state), None) for state in SHOWN_STATES]
    chosen = [standing for standing in first if standing is not None]
    rest = [a for a in actions if a not in chosen and a.state in SHOWN_STATES]
    return [*chosen, *rest][: len(SHOWN_STATES)]


@public_page
def about(request: HttpRequest) -> HttpResponse:
    """Where the figures come from, who can use the site and how, what becomes of personal data."""
    return render(request, "home/about.html")
