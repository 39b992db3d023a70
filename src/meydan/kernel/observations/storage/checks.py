"""What the doctor asks of the disk: how long it will do."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from meydan.base.audit.public import Finding
from meydan.kernel.observations.storage.budget import Budget, budget
from meydan.kernel.observations.storage.wording import size_words, until_full

SOON_DAYS = 30
NOW_DAYS = 7


def disk_will_do(now: datetime) -> Finding:
    """See that measurements will not fill the disk within a month."""
    return finding_of(budget(now))


def finding_of(found: Budget) -> Finding:
    """What a budget means."""
    words = {"growth": size_words(found.bytes_a_day), "full": until_full(found.full_in_days)}
    sentence = _("Measurements take %(growth)s more each day; the disk is full %(full)s.") % words
    if found.full_in_days is None or found.full_in_days > SOON_DAYS:
        return Finding("good", sentence)
    return Finding(
        "bad" if found.full_in_days <= NOW_DAYS else "watch",
        sentence,
        _("Keep values for a shorter time at /desk/measurements/storage/, or make room on the disk."),
    )
