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
from meydan.domains.participation.models.moderation import Flag, Hiding, Outcome
from meydan.domains.participation.models.proposals import Call, Proposal, ProposalEvent, ProposalPhoto, Status
from meydan.domains.participation.models.voices import Comment, Follower, News, Stance, Support

__all__ = [
    "Amendment",
    "Answer",
    "Ballot",
    "Budget",
    "Call",
    "Channel",
    "Comment",
    "Consultation",
    "Count",
    "CountRule",
    "Eligibility",
    "Enclosure",
    "Flag",
    "Follower",
    "Hearing",
    "Hiding",
    "News",
    "Opinion",
    "Outcome",
    "Project",
    "Proposal",
    "ProposalEvent",
    "ProposalPhoto",
    "Section",
    "Stance",
    "Status",
    "Support",
]
