"""The queries over the plan's own figures."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.kernel.strategy.models import Action, Indicator
from meydan.kernel.strategy.queries import PlanUnknown, current_plan, indicator_standings
from meydan.kernel.strategy.queries.plans import STALE_AFTER
from meydan.kernel.strategy.registry import INDICATORS, Params, indicator_query
from meydan.numerics.figure import Figure

ENDED = (Action.Status.DONE, Action.Status.DROPPED)
FRESH = ("good", "watch", "bad", "plain")


@indicator_query(
    "strategy.figures_fresh_share",
    reads=(INDICATORS,),
    formula=_("Figures that have a value and are not old, of all figures of the city"),
    looks_back=False,
)
def figures_fresh(params: Params, now: datetime) -> Figure:
    """Percent of the other indicators that stand with a fresh value."""
    others = Indicator.objects.exclude(query="strategy.figures_fresh_share")
    standings = indicator_standings(others, now, points=1).values()
    fresh = sum(one.state in FRESH for one in standings)
    last = max((one.value.computed_at for one in standings if one.value), default=None)
    return Figure.of_share(fresh, len(standings), last).in_percent()


@indicator_query(
    "strategy.plan_spoken_share",
    reads=("plan",),
    formula=_("Promises of the plan in force of which a unit spoke lately, of all that are not ended"),
    needs=_("It needs a plan in force with promises that are not ended"),
    looks_back=False,
)
def plan_spoken(params: Params, now: datetime) -> Figure:
    """Percent of running promises spoken of within 120 days."""
    try:
        running = Action.objects.filter(goal__plan=current_plan()).exclude(status__in=ENDED)
    except PlanUnknown:
        return Figure(None, 0, None)
    spoken = list(running.values_list("updated_at", flat=True))
    recent = sum(moment is not None and now - moment <= STALE_AFTER for moment in spoken)
    last = max((moment for moment in spoken if moment is not None), default=None)
    return Figure.of_share(recent, len(spoken), last).in_percent()
