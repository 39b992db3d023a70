"""The plan, for everybody."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meydan.base.files.public import csv_bytes
from meydan.base.links.public import links_from, links_to
from meydan.base.locale.public import text
from meydan.base.packs.public import current
from meydan.base.people.public import Actor, OrgUnit, public_page
from meydan.kernel.strategy import decisionshown
from meydan.kernel.strategy import presentation as shown
from meydan.kernel.strategy.drawing import indicator_chart
from meydan.kernel.strategy.faultwords import place_words
from meydan.kernel.strategy.historyshown import explained_at, moments
from meydan.kernel.strategy.models import Action, Indicator, Plan
from meydan.kernel.strategy.policies import plan_policy
from meydan.kernel.strategy.queries import (
    PlanUnknown,
    action_standing,
    actions_moving,
    changes_of,
    indicator_standings,
    owners_of,
    plan_overview,
    plans_with_counts,
    public_plans,
    typed_of,
    unit_that_typed,
    values_of,
    words_of,
)
from meydan.kernel.strategy.queries.decisions import decisions_about
from meydan.kernel.strategy.recount import can_recount
from meydan.kernel.strategy.registry import origins_of_action, plan_links
from meydan.kernel.strategy.trackershown import owner_words
from meydan.kernel.strategy.voices import WHOLE, give_voices, voices_about
from meydan.kernel.strategy.wording import figure


def readable_plans(who: Actor) -> QuerySet[Plan]:
    """Staff also read the drafts."""
    return Plan.objects.all() if plan_policy.may(who, "see") else public_plans()


@public_page
@require_GET
def plan(request: HttpRequest, code: str = "") -> HttpResponse:
    """What was promised, and how far it is."""
    now = timezone.now()
    chosen = get_object_or_404(readable_plans(request.user), code=code) if code else None
    try:
        overview = plan_overview(now, chosen)
    except PlanUnknown:
        return render(request, "strategy/no_plan.html")
    wanted = shown.PlanFilter.asked(request.GET, overview)
    voices = voices_about(overview.plan, now)
    give_voices(
        voices,
        goals=[one.goal for one in overview.goals],
        actions=[one.action for one in overview.actions],
    )
    told = {
        "overview": overview,
        "voice": voices.get(WHOLE),
        "counts": overview.counts,
        "wanted": wanted,
        "goals": shown.goal_rows(overview, wanted, now),
        "late": [shown.action_face(one, now, most=0) for one in overview.late],
        "tabs": shown.state_tabs(overview, wanted),
        "themes": shown.theme_choices(overview),
        "units": shown.unit_choices(overview),
        "links": plan_links(),
        "others": public_plans().exclude(pk=overview.plan.pk).exists(),
    }
    return render(request, "strategy/plan.html", told)


@public_page
@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan of the city."""
    return render(request, "strategy/plans.html", {"plans": plans_with_counts()})


@public_page
@require_GET
def action(request: HttpRequest, code: str) -> HttpResponse:
    """One promise: who, when, how much, how far, and why late."""
    now = timezone.now()
    try:
        standing = action_standing(code, now)
    except Action.DoesNotExist as unknown:
        raise Http404 from unknown
    found, ref = standing.action, f"strategy.action:{code}"
    if not readable_plans(request.user).filter(pk=found.goal.plan_id).exists():
        raise Http404(code)
    changes = changes_of(found)
    give_voices(voices_about(found.goal.plan, now), actions=[found])
    told = {
        "standing": standing,
        "face": shown.action_face(standing, now, most=100),
        "action": found,
        "charts": [
            (shown.indicator_face(s, now), indicator_chart(s, s.run, _("How it moved")))
            for s in standing.indicators
        ],
        "moments": moments(
            words_of(found),
            changes,
            [*links_from(ref), *links_to(ref)],
            decisionshown.as_moments(decisions_about(found)),
        ),
        "contracts": found.contracts.prefetch_related("amendments").order_by("-signed_on", "-pk"),
        "agreements": found.agreements.order_by("-signed_on", "-pk"),
        "explained_at": explained_at(found, changes),
        "owner": owner_words(found, owners_of([found], timezone.localdate(now))[found.pk]),
        "money": current().money,
        "steps": list(found.steps.order_by("order", "pk")),
        "needs": [link.needs for link in found.needs.select_related("needs")],
        "needed_by": [link.action for link in found.needed_by.select_related("action")],
        "printed_at": place_words(found.source_place),
        "origins": origins_of_action(found.pk),
        "crumbs": shown.crumbs((text(found.names), "")),
    }
    return render(request, "strategy/action.html", told)


@public_page
@require_GET
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One figure: its value, where it comes from, and how to work it out again."""
    now = timezone.now()
    found = get_object_or_404(Indicator, code=code)
    standing = indicator_standings([found], now)[found.pk]
    values = values_of(found)
    told = {
        "standing": standing,
        "face": shown.indicator_face(standing, now),
        "indicator": found,
        "value": standing.value,
        "chart": indicator_chart(standing, values),
        "formula": shown.formula_of(found),
        "needs": shown.needs_of(found),
        "can_recount": can_recount(found.query),
        "has_records": shown.has_records(found),
        "narrowed": shown.narrowed(found),
        "typed": shown.typed_rows(found, typed_of(found)),
        "typed_by": _typist(standing.value.typed_by if standing.value else ""),
        "targets": shown.targets_by_month(found),
        "baseline": figure(found, found.baseline) if found.baseline is not None else "",
        "actions": [shown.action_face(one, now, most=0) for one in actions_moving(found, now)],
        "crumbs": shown.crumbs((text(found.names), "")),
    }
    return render(request, "strategy/indicator.html", told)


def _typist(code: str) -> OrgUnit | None:
    return unit_that_typed(code) if code else None


@public_page
@require_GET
def values(request: HttpRequest, code: str) -> HttpResponse:
    """Every value of an indicator as CSV, with what it was made from."""
    found = get_object_or_404(Indicator, code=code)
    head = ["on", "value", "unit", "row_count", "last_input_at", "computed_at", "typed_by", "query", "params"]
    rows = (
        [
            value.on.isoformat(),
            "" if value.value is None else value.value,
            found.unit,
            value.row_count,
            value.last_input_at.isoformat() if value.last_input_at else "",
            value.computed_at.isoformat(),
            value.typed_by,
            found.query,
            found.params or "",
        ]
        for value in values_of(found)
    )
    answer = HttpResponse(csv_bytes(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.code}.csv"'
    return answer
