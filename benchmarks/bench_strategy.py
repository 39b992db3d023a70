"""``meydan bench strategy``: the plan's page, indicators counted anew, ideas listed, ballots cast and counted."""

from benchmarks import strategy_ballots, strategy_pages, strategy_proposals, strategy_recompute

MEASURES = (
    *strategy_pages.MEASURES,
    *strategy_recompute.MEASURES,
    *strategy_proposals.MEASURES,
    *strategy_ballots.MEASURES,
)
