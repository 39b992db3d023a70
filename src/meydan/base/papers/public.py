"""The door of this room."""

from meydan.base.papers.composing import PaperFacts
from meydan.base.papers.engine.codes import draw_code, read_code
from meydan.base.papers.engine.kinds import PaperKind
from meydan.base.papers.forms import PaperForm, beginning, refilled
from meydan.base.papers.models import Paper
from meydan.base.papers.operations import (
    AlreadyAnnulled,
    PaperIncomplete,
    ReasonMissing,
    annul,
    blank,
    draft,
    issue,
)
from meydan.base.papers.press.pressing import PressFailed
from meydan.base.papers.queries import (
    KindUnknown,
    PaperUnknown,
    facts_of,
    kind,
    kinds,
    paper_of,
    papers_of,
    path_of,
)
from meydan.base.papers.signing import (
    Signature,
    SigningProvider,
    SigningUnavailable,
    register_signing_provider,
    signing_provider,
)
from meydan.base.papers.uploads import HashingUploadHandler

__all__ = [
    "AlreadyAnnulled",
    "HashingUploadHandler",
    "KindUnknown",
    "Paper",
    "PaperFacts",
    "PaperForm",
    "PaperIncomplete",
    "PaperKind",
    "PaperUnknown",
    "PressFailed",
    "ReasonMissing",
    "Signature",
    "SigningProvider",
    "SigningUnavailable",
    "annul",
    "beginning",
    "blank",
    "draft",
    "draw_code",
    "facts_of",
    "issue",
    "kind",
    "kinds",
    "paper_of",
    "papers_of",
    "path_of",
    "read_code",
    "refilled",
    "register_signing_provider",
    "signing_provider",
]
