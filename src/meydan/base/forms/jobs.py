"""What this room does by itself."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.base.forms.operations.drafts import sweep_drafts
from meydan.base.jobs.public import every, job


@every(daily="03:40")
@job(name="forms.sweep", retries=3, timeout_s=300, atomic=False, label=_("Forget drafts whose time is over"))
def sweep(now: datetime) -> None:
    """Forget drafts whose time is over; each run of five hundred is a transaction of its own."""
    while sweep_drafts(now=now):
        pass
