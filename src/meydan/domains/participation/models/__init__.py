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
from meydan.domains.participation.models.stakeholders import Stakeholder, StakeholderKind
from meydan.domains.participation.models.surveys import Survey, SurveyResponse, SurveySeat
from meydan.domains.participation.models.voices import Comment, Follower, News, Stance, Support
from meydan.domains.participation.models.workshops import Attendance, Invitation, Workshop

__all__ = [
    "Amendment",
    "Answer",
    "Attendance",
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
    "Invitation",
    "News",
    "Opinion",
    "Outcome",
    "Project",
    "Proposal",
    "ProposalEvent",
    "ProposalPhoto",
    "Section",
    "Stakeholder",
    "StakeholderKind",
    "Stance",
    "Status",
    "Support",
    "Survey",
    "SurveyResponse",
    "SurveySeat",
    "Workshop",
]
