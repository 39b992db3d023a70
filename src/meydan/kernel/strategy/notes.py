"""The sentence beside a case that says which indicator its closing moves."""

from __future__ import annotations

from django.utils.translation import gettext as _

from meydan.base.locale.public import text
from meydan.kernel.cases.public import Case
from meydan.kernel.strategy.queries import indicators_moved_by


def closing_note(case: Case) -> str | None:
    """One sentence in the reader's language, or nothing when no indicator of the plan reads such cases."""
    moved = indicators_moved_by(case.service.code, case.service.kind)
    if not moved:
        return None
    return _("When this closes, the indicator “%(indicator)s” is counted again.") % {
        "indicator": text(moved[0].names)
    }
