"""What this room does by itself: telling the lists, and calling what has passed expired."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.base.jobs.public import Lease, every, held, job
from meydan.domains.warnings.operations import ending, telling


@job(
    name="warnings.tell", priority=10, atomic=False, timeout_s=900, label=_("Tell the lists about a warning")
)
def tell(warning_id: int, now: datetime, job: Lease) -> None:
    """
    Write messages down a hundred at a time, each hundred in a transaction of its own.

    A worker that is ended half-way leaves what it wrote; the next one goes on with those not told yet.
    """
    while True:
        with held(job):
            taken = telling.tell_some(warning_id=warning_id, now=now)
        if not taken:
            return


@every(minutes=1)
@job(name="warnings.expire", label=_("End warnings whose time has passed"))
def expire(now: datetime) -> int:
    """A warning is over to the minute; pages count its end to the second."""
    return ending.expire(now=now)
