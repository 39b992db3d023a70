"""The front door."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from meydan.base.packs.public import current
from meydan.base.people.public import public_page
from meydan.kernel.strategy.public import ActionStanding, PlanUnknown, plan_brief
from meydan.site.home.happening import happening
from meydan.site.home.tiles import tiles

SHOWN_STATES = ("good", "watch", "bad", "stale")


@public_page
def front(request: HttpRequest) -> HttpResponse:
    """What people come for, what was promised, what is happening."""
    now = timezone.now()
    context = {
        "question": current().head.get("question", {}),
        "tiles": tiles(now),
        "promises": promises(),
        "rows": happening(now),
    }
    return render(request, "home/front.html", context)


def promises() -> list[ActionStanding]:
    """Four actions of the plan, one of each state where there is one, so that no state is hidden."""
    try:
        actions = plan_brief(timezone.now()).actions
    except PlanUnknown:
        return []
    first = [next((a for a in actions if a.state == state), None) for state in SHOWN_STATES]
    chosen = [standing for standing in first if standing is not None]
    rest = [a for a in actions if a not in chosen and a.state in SHOWN_STATES]
    return [*chosen, *rest][: len(SHOWN_STATES)]


@public_page
def about(request: HttpRequest) -> HttpResponse:
    """Where the figures come from, who can use the site and how, what becomes of personal data."""
    return render(request, "home/about.html")
