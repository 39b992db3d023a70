"""``meydan bench strategy``: indicators counted anew."""

from benchmarks import strategy_recompute

MEASURES = (*strategy_recompute.MEASURES,)
