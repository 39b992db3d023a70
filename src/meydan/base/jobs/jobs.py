"""The queue's own housekeeping."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from meydan.base.jobs.operations import sweep
from meydan.base.jobs.registry import every, job

KEPT = timedelta(days=7)  # long enough to answer "did it run last week?"


@every(daily="03:10")
@job(name="jobs.sweep", label=_("Clear finished jobs"))
def clear_finished(now: datetime) -> None:
    """Delete what was done more than a week ago."""
    sweep(before=now - KEPT)
