"""What the doctor asks of this room."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meydan.base.audit.public import Finding, register_check
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.queries.chain import chain_faults


def histories_hold(now: datetime) -> Finding:
    """Every case's history is whole."""
    faults = list(chain_faults())
    if not faults:
        count = Case.objects.count()
        return Finding(
            "good",
            ngettext("%(count)s case history is whole.", "%(count)s case histories are whole.", count)
            % {"count": count},
        )
    codes = dict(
        Case.objects.filter(pk__in=[fault.case_id for fault in faults[:5]]).values_list("pk", "code")
    )
    listed = ", ".join(f"{codes.get(fault.case_id, fault.case_id)}/{fault.sequence}" for fault in faults[:5])
    return Finding(
        "bad",
        _("Case histories were altered: %(listed)s.") % {"listed": listed},
        _("Compare them with the last backup, and ask who had access to the database."),
    )


def register() -> None:
    """Hand the check to the doctor."""
    register_check("cases.histories", histories_hold)
