"""Figures of this room that indicators may name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meydan.domains.environment.models import Forecast
from meydan.domains.environment.queries.forecasts import LEAST_JUDGED_H
from meydan.domains.environment.queries.history import past_of
from meydan.kernel.observations.public import latest, public_datastreams
from meydan.kernel.strategy.public import indicator_query
from meydan.numerics.figure import Figure

Params = Mapping[str, Any]


@indicator_query(
    "environment.days_above_limit",
    reads=("observations",),
    formula=_("Days on which the station with the most such days lay beyond the limit, counted"),
    ages_by_input=True,
)
def days_above_limit(params: Params, now: datetime) -> Figure:
    """Days beyond the limit within ``days`` at the worst public station of ``property``."""
    since = (now - timedelta(days=float(params.get("days", 365)))).date()
    until = timezone.localdate(now) + timedelta(days=1)
    streams = list(public_datastreams().filter(observed_property__code=str(params["property"])))
    found = [past_of(stream, now).between(since, until) for stream in streams]
    judged = [past for past in found if past.is_judged and past.day.size]
    newest = latest([stream.pk for stream in streams]).values()
    last = max((one.at for one in newest), default=None)
    rows = sum(int(past.day.size) for past in judged)
    worst = max((int(past.is_beyond.sum()) for past in judged), default=None)
    return Figure(None if worst is None else float(worst), rows, last)


@indicator_query(
    "environment.forecast_skill",
    reads=("observations",),
    formula=_(
        "Series whose forecast was closer than “it stays as it is”, of all series whose forecast was judged"
    ),
    looks_back=False,
)
def forecast_skill(params: Params, now: datetime) -> Figure:
    """Percent of judged air series whose stored forecasts beat persistence."""
    within = now - timedelta(days=2)
    newest = (
        Forecast.objects.filter(issued_at__gte=within).values("datastream").annotate(last=Max("issued_at"))
    )
    rows = [
        Forecast.objects.get(datastream_id=row["datastream"], issued_at=row["last"])
        for row in newest.order_by("datastream")
    ]
    judged = [row for row in rows if row.judged_hours >= LEAST_JUDGED_H and row.mae is not None]
    better = sum(row.mae < (row.persistence_mae or 0.0) for row in judged if row.mae is not None)
    last = max((row.issued_at for row in judged), default=None)
    return Figure.of_share(better, len(judged), last).in_percent()
