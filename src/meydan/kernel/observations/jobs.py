"""What this room does by itself."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.base.jobs.public import every, job
from meydan.kernel.observations.operations import rollups


# Each step is a short transaction of its own and leaves nothing half done, so none is needed around them.
@every(minutes=5)
@job(name="observations.roll_up", atomic=False, label=_("Gather measurements by hour and day"))
def roll_up(now: datetime) -> int:
    """Gather the civil days whose values changed."""
    return rollups.roll_up(now)
