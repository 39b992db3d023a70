"""What lies in quarantine, as staff look for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from meydan.kernel.observations.models import QuarantinedRow

EARLIEST, LATEST = date(1970, 1, 1), date(9990, 1, 1)
OPEN = Q(replayed_at__isnull=True, dropped_at__isnull=True)


@dataclass(frozen=True)
class Wanted:
    """A choice among the rows; what is empty does not count."""

    reason: str = ""
    datastream: str = ""
    device: str = ""
    since: date | None = None
    is_done: bool = False


def quarantined(wanted: Wanted) -> QuerySet[QuarantinedRow]:
    """The rows that are wanted, the newest first."""
    rows = QuarantinedRow.objects.filter(~OPEN if wanted.is_done else OPEN)
    if wanted.reason:
        rows = rows.filter(reason=wanted.reason)
    if wanted.datastream:
        rows = rows.filter(
            Q(datastream__key__icontains=wanted.datastream)
            | Q(datastream__thing__key__icontains=wanted.datastream)
        )
    if wanted.device:
        rows = rows.filter(device__icontains=wanted.device.lower())
    if wanted.since is not None:
        # The first and the last days of all calendars have no UTC.
        since = min(max(wanted.since, EARLIEST), LATEST)
        rows = rows.filter(received_at__gte=datetime.combine(since, time(), settings.CITY_ZONE))
    return rows.select_related("datastream__thing", "dropped_by").order_by("-received_at", "-pk")


def counts_by_reason() -> list[tuple[str, int]]:
    """How many rows wait for each reason, the most first."""
    rows = (
        QuarantinedRow.objects.filter(OPEN)
        .values_list("reason")
        .annotate(n=Count("pk"))
        .order_by("-n", "reason")
    )
    return [(reason, count) for reason, count in rows]
