"""The queries about counters: how many appointments are missed, and how long one waits for a free time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from meydan.base.appointments.public import days_until_free, missed_share
from meydan.kernel.strategy.registry import indicator_query
from meydan.numerics.figure import Figure


@indicator_query(
    "appointments.missed_share",
    reads=("cases",),
    formula=_("Appointments that were missed ÷ appointments kept or missed"),
)
def missed(params: Mapping[str, Any], now: datetime) -> Figure:
    """Percent of appointments whose people did not come, in the last ``days``, of a ``service`` or of all."""
    since = now - timedelta(days=float(params["days"])) if "days" in params else None
    return missed_share(service=str(params.get("service", "")), since=since, until=now).in_percent()


@indicator_query(
    "appointments.days_until_free",
    reads=("cases",),
    formula=_("Days until the next free time, mean over the counters"),
    # Who had booked what on a past day is no longer known.
    looks_back=False,
)
def until_free(params: Mapping[str, Any], now: datetime) -> Figure:
    """Days until somebody who asks now can be received, for a ``service`` or at any counter."""
    return days_until_free(service=str(params.get("service", "")), now=now)
