"""What the doctor looks at: numbers without gaps, files that are there and unchanged."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db.models import Count, F, Max
from django.utils.translation import gettext as _

from meydan.base.audit.public import Finding
from meydan.base.papers.models import Paper, Series
from meydan.base.papers.queries import path_of

# Files whose bytes are read in one check, the youngest first; the others are only looked for.
MOST_READ = 500


def papers_are_whole(now: datetime) -> Finding:
    """Whether every paper has its file, the files are as they were issued, and no number is missing."""
    gaps = (
        Series.objects.annotate(count=Count("papers"), top=Max("papers__number"))
        .exclude(count=F("last_number"))
        .filter(papers__is_sample=False)
    )
    if gaps.exists():
        return Finding(
            "bad", _("A number of a series of papers is missing."), _("Restore the latest backup.")
        )
    for place, (number, digest) in enumerate(
        Paper.objects.order_by("-id").values_list("shown_number", "sha256").iterator()
    ):
        file = path_of(digest)
        is_whole = file.is_file() and (
            place >= MOST_READ or hashlib.sha256(file.read_bytes()).hexdigest() == digest
        )
        if not is_whole:
            said = _("The file of paper %(number)s is missing or was changed.") % {"number": number}
            return Finding("bad", said, _("Put media/papers back from a backup."))
    return Finding("good", _("Every paper has its number and its file."))
