"""What this room does by itself."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.base.jobs.public import every, job
from meydan.domains.environment import operations


@every(hours=1)
@job(name="environment.place_stations", label=_("Put air stations on the map"))
def place_stations(now: datetime) -> int:
    """New stations appear on the map within the hour."""
    return operations.place_stations(now)
