"""Tables of participation."""

from meydan.domains.participation.models.budgets import (
    Amendment,
    Ballot,
    Budget,
    Channel,
    Count,
    CountRule,
    Eligibility,
    Project,
)

__all__ = ["Amendment", "Ballot", "Budget", "Channel", "Count", "CountRule", "Eligibility", "Project"]
