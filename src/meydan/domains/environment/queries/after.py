"""What was expected before an alert, what came, and what people did meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import QuerySet

from meydan.base.links.public import links_from
from meydan.domains.environment.engine.kinds import KINDS
from meydan.domains.environment.models import Forecast
from meydan.domains.environment.queries.forecasts import HOUR_US, forecast_before
from meydan.kernel.observations.public import Alert, Series, all_alerts, from_us, series

CASE = "cases.case:"
# A forecast issued longer before the breach knew nothing of its weather.
REACH = timedelta(hours=24)
BEFORE, BEHIND = timedelta(hours=24), timedelta(hours=48)


class AlertUnknown(LookupError):
    """There is no alert of this number that stands."""


@dataclass(frozen=True)
class Peaks:
    """The highest hour that came in the hours of a forecast, and what it had said was likely and possible."""

    measured: float
    measured_at: datetime
    likely: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """Where the measured peak lies: "below", "within" or "above" the band of the forecast's own peak."""
        if self.measured < self.low:
            return "below"
        return "above" if self.measured > self.high else "within"


@dataclass(frozen=True)
class After:
    """Everything that is known about an alert afterwards."""

    alert: Alert
    hours: Series
    forecast: Forecast | None
    peaks: Peaks | None
    case_ids: list[int]


def past_alerts() -> QuerySet[Alert]:
    """Alerts of the environment whose value has come back inside the limit, newest first."""
    kinds = [kind.code for kind in KINDS]
    return all_alerts().filter(cleared_at__isnull=False, datastream__observed_property__kind__in=kinds)


def after_of(alert_id: int, now: datetime) -> After:
    """
    An alert with the forecast before it, its course and its cases.

    :raises AlertUnknown: if there is none
    """
    alert = all_alerts().filter(pk=alert_id).first()
    if alert is None:
        raise AlertUnknown(str(alert_id))
    end = min(now, (alert.cleared_at or now), alert.since_at + timedelta(days=14)) + BEHIND
    hours = series(alert.datastream_id, alert.since_at - BEFORE, min(end, now), "hour")
    forecast = forecast_before(alert.datastream_id, alert.since_at, REACH)
    refs = [link.to_ref for link in links_from(f"observations.alert:{alert.pk}")]
    cases = [int(ref.removeprefix(CASE)) for ref in refs if ref.startswith(CASE)]
    return After(alert, hours, forecast, peaks_of(forecast, hours), cases)


def peaks_of(forecast: Forecast | None, hours: Series) -> Peaks | None:
    """The peaks over the hours that were both forecast and measured; ``None`` without a day of them."""
    if forecast is None:
        return None
    at = forecast.first_us + HOUR_US * np.arange(len(forecast.median), dtype=np.int64)
    said = np.array(forecast.median, dtype=np.float64)
    both = np.isin(hours.at, at[np.isfinite(said)])
    if both.sum() < 12:
        return None
    came_at, came = hours.at[both], hours.value[both]
    own = np.isin(at, came_at) & np.isfinite(said)
    top = int(np.argmax(np.where(own, said, -np.inf)))
    highest = int(np.argmax(came))
    return Peaks(
        float(came[highest]), from_us(int(came_at[highest])), float(said[top]),
        float(forecast.low[top]), float(forecast.high[top]),
    )  # fmt: skip
