"""What life in the city is like: outcome pages and composite views, for everybody."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meydan.base.locale.public import format_percent, text
from meydan.base.people.public import public_page
from meydan.kernel.strategy import outcomeshown as shown
from meydan.kernel.strategy.outcomes import Outcome, View, is_reviewed, outcomes, views
from meydan.kernel.strategy.presentation import action_face, crumbs
from meydan.kernel.strategy.queries import actions_moving

MOST_ACTIONS = 6


@public_page
@require_GET
def every_outcome(request: HttpRequest) -> HttpResponse:
    """Four outcomes and three views, each with how it stands."""
    now = timezone.now()
    told = {
        "outcomes": [(one, shown.shown_figures(one, now)) for one in outcomes(now)],
        "views": [shown.summary(one) for one in views(now)],
    }
    return render(request, "strategy/outcomes.html", told)


@public_page
@require_GET
def outcome(request: HttpRequest, code: str) -> HttpResponse:
    """One outcome or one composite view."""
    now = timezone.now()
    for one in outcomes(now):
        if one.code == code:
            return _outcome(request, one, now)
    for view in views(now, request.GET):
        if view.code == code:
            return _view(request, view)
    raise Http404(code)


def _outcome(request: HttpRequest, one: Outcome, now: datetime) -> HttpResponse:
    moving = {
        action.action.pk: action
        for standing in one.standings
        for action in actions_moving(standing.indicator, now)
    }
    told = {
        "outcome": one,
        "figures": shown.shown_figures(one, now),
        "actions": [action_face(action, now, most=0) for action in list(moving.values())[:MOST_ACTIONS]],
        "crumbs": _crumbs(text(one.names)),
    }
    return render(request, "strategy/outcome.html", told)


def _view(request: HttpRequest, view: View) -> HttpResponse:
    told = {
        "view": view,
        "rows": shown.rows_of(view),
        "total": shown.total_words(view),
        "known": format_percent(100 * view.found.known_share, 0),
        "is_whole": view.found.known_share == 1,
        "address": shown.address_of(view, request.build_absolute_uri("/")[:-1]),
        "is_reviewed": is_reviewed(),
        "crumbs": _crumbs(text(view.names)),
    }
    return render(request, "strategy/composite.html", told)


def _crumbs(name: str) -> list[dict[str, str]]:
    return crumbs((_("How is life here?"), reverse("strategy:outcomes")), (name, ""))
