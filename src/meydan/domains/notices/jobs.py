"""What this room does by itself."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.base.jobs.public import every, job
from meydan.domains.notices.operations import step


@every(minutes=1)
@job(
    name="notices.step",
    retries=3,
    timeout_s=120,
    atomic=False,
    label=_("Begin and end notices at their hours"),
)
def begin_and_end(now: datetime) -> None:
    """Begin and end what is due."""
    step(now=now)
