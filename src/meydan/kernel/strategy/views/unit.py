"""The front page of the smart-city unit's desk: what is due, how the plan stands, who carries how much."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from meydan.base.people.public import staff_page
from meydan.kernel.strategy import unitshown
from meydan.kernel.strategy.policies import unit_policy
from meydan.kernel.strategy.queries.portfolio import KINDS, due, portfolio
from meydan.kernel.strategy.queries.routine import replies_waiting
from meydan.kernel.strategy.sheets import TYPES, sheet
from meydan.kernel.strategy.wording import ACTION_STATES

A_PAGE = 30


def _asked(request: HttpRequest) -> dict[str, str]:
    """What is asked to be seen; a word that means nothing asks for everything."""
    span, kind = request.GET.get("span", ""), request.GET.get("kind", "")
    told = {
        "span": span if span in unitshown.SPANS else "31",
        "kind": kind if kind in KINDS else "",
        "unit": request.GET.get("unit", "")[:60],
        "goal": request.GET.get("goal", "")[:40],
    }
    return {key: value for key, value in told.items() if value and "\0" not in value}


def _faces(wanted: dict[str, str]) -> list[unitshown.DueFace]:
    now = timezone.now()
    kinds = (wanted["kind"],) if "kind" in wanted else KINDS
    rows = due(now, int(unitshown.SPANS[wanted["span"]][0]), wanted.get("unit", ""), kinds)
    return [unitshown.due_face(one, timezone.localdate(now)) for one in rows]


@staff_page(policy=unit_policy, verb="see")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What is due, what is late, and who has not answered."""
    now, wanted = timezone.now(), _asked(request)
    faces = _faces(wanted)
    whole = portfolio(now)
    narrowed = portfolio(now, wanted.get("unit", ""), wanted.get("goal", "")) if len(wanted) > 1 else whole
    told: dict[str, Any] = {
        "page_of_rows": Paginator(faces, A_PAGE).get_page(request.GET.get("page")),
        "found": len(faces),
        "wanted": wanted,
        "query": urlencode(wanted),
        "spans": [(key, words) for key, (_days, words) in unitshown.SPANS.items()],
        "kinds": list(unitshown.KIND_WORDS.items()),
        "units": {one.action.unit.pk: one.action.unit for one in whole.standings if one.action.unit}.values(),
        "goals": [one.goal for one in whole.by_goal()],
        "states": [(key, words) for key, (_chip, words) in ACTION_STATES.items()],
        "by_goal": [
            (
                one.goal,
                [(words, one.counts[key]) for key, (_chip, words) in ACTION_STATES.items()],
                sum(one.counts.values()),
            )
            for one in narrowed.by_goal()
        ],
        "loads": narrowed.by_owner(),
        "unanswered_count": len({one.action.pk for one in whole.standings} & whole.unanswered),
        "replies_count": replies_waiting().count(),
        "file_kinds": list(TYPES),
    }
    return render(request, "strategy/unit_desk.html", told)


@staff_page(policy=unit_policy, verb="see")
@require_GET
def due_file(request: HttpRequest, kind: str) -> HttpResponse:
    """What is due as a file, or as days for a calendar."""
    if kind not in (*TYPES, "ics"):
        raise Http404(kind)
    faces = _faces(_asked(request))
    if kind == "ics":
        return unitshown.calendar(faces, timezone.now())
    return sheet(kind, "unit-desk", unitshown.HEAD, unitshown.records(faces))
