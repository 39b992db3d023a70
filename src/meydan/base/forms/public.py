"""The door of this room."""

from meydan.base.forms.dues import amount_owed
from meydan.base.forms.engine.definition import FormDefinition
from meydan.base.forms.facts import Facts, facts_said
from meydan.base.forms.models import Draft, DraftFile, FormVersion
from meydan.base.forms.operations.drafts import begin_draft, write_page
from meydan.base.forms.operations.sending import send_draft
from meydan.base.forms.presentation import Part, in_plain, told
from meydan.base.forms.proving import ask_again
from meydan.base.forms.queries import FormUnknown, answers_in, definition_of, published, version_of
from meydan.base.forms.registry import (
    Appointments,
    Attendee,
    NotInRegister,
    Outcome,
    Owed,
    Payments,
    Purpose,
    RegisterSilent,
    Source,
    Submission,
    TimeAsked,
    TimeLost,
    register_appointments,
    register_payments,
    register_purpose,
    register_source,
)
from meydan.base.forms.sealing import SealUnreadable, seal_answers
from meydan.base.forms.views.spot import field_words
from meydan.base.forms.views.visitor import remember_draft

__all__ = [
    "Appointments",
    "Attendee",
    "Draft",
    "DraftFile",
    "Facts",
    "FormDefinition",
    "FormUnknown",
    "FormVersion",
    "NotInRegister",
    "Outcome",
    "Owed",
    "Part",
    "Payments",
    "Purpose",
    "RegisterSilent",
    "SealUnreadable",
    "Source",
    "Submission",
    "TimeAsked",
    "TimeLost",
    "amount_owed",
    "answers_in",
    "ask_again",
    "begin_draft",
    "definition_of",
    "facts_said",
    "field_words",
    "in_plain",
    "published",
    "register_appointments",
    "register_payments",
    "register_purpose",
    "register_source",
    "remember_draft",
    "seal_answers",
    "send_draft",
    "told",
    "version_of",
    "write_page",
]
