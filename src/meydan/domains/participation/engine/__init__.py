"""How ballots are counted, and how a ballot is signed without being read."""

from meydan.domains.participation.engine.equal_shares import equal_shares
from meydan.domains.participation.engine.greedy import approval, knapsack
from meydan.domains.participation.engine.vote import Election, Outcome, Reason, Rule, Verdict

__all__ = ["Election", "Outcome", "Reason", "Rule", "Verdict", "approval", "equal_shares", "knapsack"]
