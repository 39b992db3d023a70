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
from meydan.domains.participation.models.consultations import (
    Answer,
    Consultation,
    Enclosure,
    Hearing,
    Opinion,
    Section,
)

__all__ = [
    "Amendment",
    "Answer",
    "Ballot",
    "Budget",
    "Channel",
    "Consultation",
    "Count",
    "CountRule",
    "Eligibility",
    "Enclosure",
    "Hearing",
    "Opinion",
    "Project",
    "Section",
]
