"""What this room does by itself."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.base.jobs.public import every, job
from meydan.kernel.observations.operations import rollups
from meydan.kernel.observations.operations.expiring import expire_silent
from meydan.kernel.observations.operations.looks import AREAS, ASKED, look
from meydan.kernel.observations.operations.scoping import refresh_areas
from meydan.kernel.observations.operations.silence import open_silences


# Each step is a short transaction of its own and leaves nothing half done, so none is needed around them.
@every(minutes=5)
@job(name="observations.roll_up", atomic=False, label=_("Gather measurements by hour and day"))
def roll_up(now: datetime) -> int:
    """Gather the civil days whose values changed."""
    return rollups.roll_up(now)


@every(minutes=1)
@job(
    name="observations.find_silence",
    atomic=False,
    priority=2,
    label=_("Find stations that say nothing, and areas beyond a limit"),
)
def find_silence(now: datetime) -> None:
    """What no arriving value can tell: silence, and what several stations show together."""
    open_silences(now)
    look(now, AREAS)
    expire_silent(now)


@every(minutes=5)
@job(name="observations.ask_providers", atomic=False, label=_("Look at indices and forecasts for alerts"))
def ask_providers(now: datetime) -> None:
    """Rules on an index or a forecast, which other rooms answer for."""
    refresh_areas()
    look(now, ASKED)
