"""The door of the cases room."""

from meydan.kernel.cases.deskview import DeskView, desk_view
from meydan.kernel.cases.engine.evidence import EvidenceAsked, EvidenceUnfit
from meydan.kernel.cases.engine.replies import Filled, fill
from meydan.kernel.cases.engine.tally import Measure, Only, Part, Tally
from meydan.kernel.cases.engine.workflow import State, Transition, Workflow, WorkflowFault
from meydan.kernel.cases.events import (
    CaseClosed,
    CaseOpened,
    CaseReopened,
    ClockBreached,
    PlaybookTaskBreached,
)
from meydan.kernel.cases.forms import PhotosField
from meydan.kernel.cases.models import Case, CaseEvent, Clock, Document, PlaybookRun, Service
from meydan.kernel.cases.open311.published import public_address, public_point, published_cases
from meydan.kernel.cases.operations.expiry import sweep_breaches
from meydan.kernel.cases.operations.flood import TooMany, count_visit
from meydan.kernel.cases.operations.giving import EvidenceUnknown
from meydan.kernel.cases.operations.holding import CaseChanged
from meydan.kernel.cases.operations.looking import note_look
from meydan.kernel.cases.operations.many import (
    MOST_AT_ONCE,
    Chosen,
    Outcome,
    advance_each,
    assign_each,
    give_back_each,
    note_each,
)
from meydan.kernel.cases.operations.moving import EvidenceMissing, TransitionNotAllowed, advance, assign
from meydan.kernel.cases.operations.opening import (
    ReporterFacts,
    ServiceUnknown,
    open_case,
)
from meydan.kernel.cases.operations.photos import (
    FileRefused,
    PreparedFile,
    prepare_evidence,
    prepare_photo,
)
from meydan.kernel.cases.operations.proving import CodeWrong, prove, send_code_to
from meydan.kernel.cases.operations.relating import begin_beneath
from meydan.kernel.cases.operations.retitling import retitle
from meydan.kernel.cases.operations.words import (
    NothingWritten,
    add_note,
    answer_question,
    erase_personal_words,
    message_reporter,
)
from meydan.kernel.cases.policies import CasePolicy, Standing, case_policy, standing_of
from meydan.kernel.cases.presentation import ClockFace, case_face, due_words
from meydan.kernel.cases.queries import aggregates, counted
from meydan.kernel.cases.queries.afterwards import told_runs_named
from meydan.kernel.cases.queries.bodies import signed_items
from meydan.kernel.cases.queries.cases import (
    CaseUnknown,
    by_code,
    case_in_full,
    clocks_of,
    history,
    service,
    services,
)
from meydan.kernel.cases.queries.chain import ChainFault, chain_faults
from meydan.kernel.cases.queries.columns import tallied
from meydan.kernel.cases.queries.filters import InboxFilter, narrowed
from meydan.kernel.cases.queries.inbox import FOLDERS, counts, folder_condition, found_everywhere, inbox
from meydan.kernel.cases.queries.lately import lately_done
from meydan.kernel.cases.queries.load import UnitLoad, late_cases, load_by_unit
from meydan.kernel.cases.queries.personal import cleaned as cleaned_words
from meydan.kernel.cases.queries.personal import kinds_said, traces_in
from meydan.kernel.cases.queries.playbooks import PlaybookAction, playbook_actions
from meydan.kernel.cases.queries.replies import ReadyText, facts_of, language_of, ready_texts
from meydan.kernel.cases.queries.workflows import workflow, workflows
from meydan.kernel.cases.registry import (
    Announcement,
    NoticeFacts,
    NoticeKindTaken,
    register_announcements,
    register_closing_note,
    register_playbook_notice,
)
from meydan.kernel.cases.views.visitor import (
    address_of,
    count_report,
    forget_phone,
    proven_phone,
    remember_code,
    remember_phone,
)

# What a caller hands to open_case(reporter=...).
Reporter = ReporterFacts

__all__ = [
    "FOLDERS",
    "MOST_AT_ONCE",
    "Announcement",
    "Case",
    "CaseChanged",
    "CaseClosed",
    "CaseEvent",
    "CaseOpened",
    "CasePolicy",
    "CaseReopened",
    "CaseUnknown",
    "ChainFault",
    "Chosen",
    "Clock",
    "ClockBreached",
    "ClockFace",
    "CodeWrong",
    "DeskView",
    "Document",
    "EvidenceAsked",
    "EvidenceMissing",
    "EvidenceUnfit",
    "EvidenceUnknown",
    "FileRefused",
    "Filled",
    "InboxFilter",
    "Measure",
    "NothingWritten",
    "NoticeFacts",
    "NoticeKindTaken",
    "Only",
    "Outcome",
    "Part",
    "PhotosField",
    "PlaybookAction",
    "PlaybookRun",
    "PlaybookTaskBreached",
    "PreparedFile",
    "ReadyText",
    "Reporter",
    "ReporterFacts",
    "Service",
    "ServiceUnknown",
    "Standing",
    "State",
    "Tally",
    "TooMany",
    "Transition",
    "TransitionNotAllowed",
    "UnitLoad",
    "Workflow",
    "WorkflowFault",
    "add_note",
    "address_of",
    "advance",
    "advance_each",
    "aggregates",
    "answer_question",
    "assign",
    "assign_each",
    "begin_beneath",
    "by_code",
    "case_face",
    "case_in_full",
    "case_policy",
    "chain_faults",
    "cleaned_words",
    "clocks_of",
    "count_report",
    "count_visit",
    "counted",
    "counts",
    "desk_view",
    "due_words",
    "erase_personal_words",
    "facts_of",
    "fill",
    "folder_condition",
    "forget_phone",
    "found_everywhere",
    "give_back_each",
    "history",
    "inbox",
    "kinds_said",
    "language_of",
    "late_cases",
    "lately_done",
    "load_by_unit",
    "message_reporter",
    "narrowed",
    "note_each",
    "note_look",
    "open_case",
    "playbook_actions",
    "prepare_evidence",
    "prepare_photo",
    "prove",
    "proven_phone",
    "public_address",
    "public_point",
    "published_cases",
    "ready_texts",
    "register_announcements",
    "register_closing_note",
    "register_playbook_notice",
    "remember_code",
    "remember_phone",
    "retitle",
    "send_code_to",
    "service",
    "services",
    "signed_items",
    "standing_of",
    "sweep_breaches",
    "tallied",
    "told_runs_named",
    "traces_in",
    "workflow",
    "workflows",
]
