"""The queries over the plan's own figures."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.kernel.strategy.models import Indicator
from meydan.kernel.strategy.queries import indicator_standings
from meydan.kernel.strategy.registry import INDICATORS, Params, indicator_query
from meydan.numerics.figure import Figure

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
