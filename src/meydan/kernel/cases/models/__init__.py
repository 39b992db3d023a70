"""Tables of the cases room, one noun a file."""

from meydan.kernel.cases.models.answers import CaseAnswers
from meydan.kernel.cases.models.body import AgendaItem, Attendance, Ballot, BodyMember, BodySession
from meydan.kernel.cases.models.case import Case, Reporter, ReportTrace
from meydan.kernel.cases.models.citizen import PhoneProof, Supporter
from meydan.kernel.cases.models.clock import Clock
from meydan.kernel.cases.models.document import Document
from meydan.kernel.cases.models.evidence import EvidenceGiven
from meydan.kernel.cases.models.history import CaseEvent, CaseWords
from meydan.kernel.cases.models.open311 import (
    Open311Endpoint,
    Open311Forwarding,
    Open311Key,
    Open311Received,
)
from meydan.kernel.cases.models.playbook import PlaybookNotice, PlaybookRun, PlaybookTask
from meydan.kernel.cases.models.relation import CaseRelation, OutsideOrigin, Referral
from meydan.kernel.cases.models.reopening import Reopening
from meydan.kernel.cases.models.routing import RoutingDraft, RoutingVersion
from meydan.kernel.cases.models.service import Service
from meydan.kernel.cases.models.suspension import AskedItem, Suspension
from meydan.kernel.cases.models.visit import Visit

__all__ = [
    "AgendaItem",
    "AskedItem",
    "Attendance",
    "Ballot",
    "BodyMember",
    "BodySession",
    "Case",
    "CaseAnswers",
    "CaseEvent",
    "CaseRelation",
    "CaseWords",
    "Clock",
    "Document",
    "EvidenceGiven",
    "Open311Endpoint",
    "Open311Forwarding",
    "Open311Key",
    "Open311Received",
    "OutsideOrigin",
    "PhoneProof",
    "PlaybookNotice",
    "PlaybookRun",
    "PlaybookTask",
    "Referral",
    "Reopening",
    "ReportTrace",
    "Reporter",
    "RoutingDraft",
    "RoutingVersion",
    "Service",
    "Supporter",
    "Suspension",
    "Visit",
]
