"""What a year of cases says about each service: how long it really took, how often, how much from home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q

from meydan.kernel.cases.models import Case

# Fewer closed cases than this say nothing about the next one, so no mean is shown.
MIN_SAMPLE = 5
DAY_S = 86400
Row = Mapping[str, Any]
# How a citizen begins from home, and how at a counter or with the neighbourhood head.
FROM_HOME = (Case.Source.WEB, Case.Source.API, Case.Source.SMS)
BY_CITIZENS = (*FROM_HOME, Case.Source.PHONE, Case.Source.COUNTER, Case.Source.MUHTAR)


@dataclass(frozen=True)
class YearOfCases:
    """A service's cases of a year: means and shares come with the count behind them."""

    closed: int = 0
    mean_days: float | None = None
    opened: int = 0
    by_citizens: int = 0
    from_home: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether the mean says anything."""
        return self.closed >= MIN_SAMPLE and self.mean_days is not None

    @property
    def online_share(self) -> float | None:
        """The share [0..1] begun from home, of those that citizens began; ``None`` for too few."""
        return self.from_home / self.by_citizens if self.by_citizens >= MIN_SAMPLE else None


def year_of_cases(since: datetime, service_ids: list[int] | None = None) -> dict[int, YearOfCases]:
    """Return per service what its cases opened or closed since a moment say; two queries."""
    chosen = Case.objects.all() if service_ids is None else Case.objects.filter(service__in=service_ids)
    took = ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
    closed = chosen.filter(closed_at__gte=since).values("service_id").annotate(mean=Avg(took), n=Count("pk"))
    opened = (
        chosen.filter(opened_at__gte=since)
        .values("service_id")
        .annotate(
            n=Count("pk"),
            citizens=Count("pk", filter=Q(source__in=BY_CITIZENS)),
            home=Count("pk", filter=Q(source__in=FROM_HOME)),
        )
    )
    ended = {row["service_id"]: row for row in closed.order_by("service_id")}
    begun = {row["service_id"]: row for row in opened.order_by("service_id")}
    return {key: _year(ended.get(key), begun.get(key)) for key in {*ended, *begun}}


def _year(ended: Row | None, begun: Row | None) -> YearOfCases:
    closed, opened = ended or {}, begun or {}
    mean = closed.get("mean")
    return YearOfCases(
        closed=closed.get("n", 0),
        mean_days=mean.total_seconds() / DAY_S if mean is not None else None,
        opened=opened.get("n", 0),
        by_citizens=opened.get("citizens", 0),
        from_home=opened.get("home", 0),
    )
