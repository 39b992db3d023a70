"""What the doctor looks at: the files of frozen reports are there and as they were frozen."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from meydan.base.audit.public import Finding
from meydan.kernel.strategy.queries.reports import broken_files, reports

# Reports whose bytes are read in one check, the youngest first.
MOST_READ = 100


def reports_are_whole(now: datetime) -> Finding:
    """Whether every file of a report has the digest that was frozen with it."""
    for found in reports()[:MOST_READ]:
        for kind in broken_files(found):
            facts = {"number": found.number, "kind": kind.upper()}
            said = _("The %(kind)s of report %(number)s is missing or was changed.") % facts
            return Finding("bad", said, _("Put media/reports and media/papers back from a backup."))
    return Finding("good", _("Every frozen report is as it was frozen."))
