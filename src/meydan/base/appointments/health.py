"""Whether the counts of taken places agree with the appointments."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from meydan.base.appointments.queries import miscounted
from meydan.base.audit.public import Finding


def counts_agree(now: datetime) -> Finding:
    """Hold the count of every time against its appointments."""
    odd = miscounted()
    if not odd:
        return Finding("good", _("Every taken place belongs to an appointment."))
    told = ", ".join(str(one) for one in odd[:5])
    return Finding(
        "bad",
        _("The places of %(count)d times are miscounted: %(times)s") % {"count": len(odd), "times": told},
        _("Report it with this line; until then these times offer a place too few or too many."),
    )
