"""What this room does by itself."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.base.jobs.public import every, job
from meydan.domains.participation.operations import sweep_authors


@every(minutes=24 * 60)
@job(
    name="participation.sweep_authors",
    retries=3,
    timeout_s=120,
    label=_("Forget who spoke in consultations that were closed long ago"),
)
def forget_authors(now: datetime) -> None:
    """Erase names, phones and the very words."""
    sweep_authors(now=now)
