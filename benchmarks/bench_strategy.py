"""``meydan bench strategy``: the plan's page, and indicators counted anew."""

from benchmarks import strategy_pages, strategy_recompute

MEASURES = (
    *strategy_pages.MEASURES,
    *strategy_recompute.MEASURES,
)
