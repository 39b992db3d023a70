"""Days beneath a chart."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from meydan.base.locale.public import format_day
from meydan.base.ui.public import Tick
from meydan.kernel.observations.public import from_us, to_us

MOST = 6


def midnights(first_us: int, last_us: int) -> list[Tick]:
    """At most six midnights of the city between two moments [µs since 1970 UTC]."""
    day = timezone.localtime(from_us(first_us)).replace(hour=0, minute=0, second=0, microsecond=0)
    days = (last_us - first_us) // (24 * 3_600_000_000) + 2
    marks = [day + timedelta(days=step) for step in range(1, days + 1)]
    inside = [at for at in marks if first_us <= to_us(at) <= last_us]
    return [Tick(float(to_us(at)), format_day(at, "day")) for at in inside[:: -(-len(inside) // MOST) or 1]]
