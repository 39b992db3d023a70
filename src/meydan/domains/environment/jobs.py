"""What this room does by itself."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from meydan.base.jobs.public import Lease, effect, every, job
from meydan.domains.environment.connectors import jobs as asking  # noqa: F401 - they register themselves
from meydan.domains.environment.operations import forecasting, noticing, placing


@every(hours=1)
@job(name="environment.place_stations", label=_("Put stations on the map"))
def place_stations(now: datetime) -> int:
    """New stations appear on the map within the hour."""
    return placing.place_stations(now)


@every(minutes=15)
@job(name="environment.forecast", atomic=False, label=_("Forecast the air"))
def forecast(now: datetime, job: Lease) -> int:
    """Forecast each public air series once an hour; the sums are done before the transaction opens."""
    rows = forecasting.compute_forecasts(now)
    with effect(job):
        return forecasting.store_forecasts(rows=rows, now=now)


@every(minutes=15)
@job(name="environment.notice", label=_("Look for sensors that may be wrong"))
def notice(now: datetime) -> int:
    """A sensor that stands still is doubted within the quarter of an hour."""
    return noticing.notice(now)
