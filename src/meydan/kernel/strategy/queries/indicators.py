"""How indicators stand: newest value, run, target, and whether they are old."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from meydan.base.people.public import OrgUnit
from meydan.kernel.strategy.models import (
    Indicator,
    IndicatorValue,
    TypedValue,
)
from meydan.kernel.strategy.registry import QueryUnknown, query_named

SPARK_DAYS = 400
# As many as a line the size of a word draws.
SPARK_POINTS = 14


@dataclass(frozen=True)
class Standing:
    """How an indicator stands: its newest value, its run of values, and what to think of them."""

    indicator: Indicator
    value: IndicatorValue | None
    run: list[IndicatorValue]
    state: str  # good | watch | bad | stale | plain (nothing to judge by) | none (no value)
    target: float | None
    target_year: int | None

    @property
    def share_of_target(self) -> float | None:
        """How much of the way from baseline to target is done, 0 to 1."""
        if self.value is None or self.value.value is None or self.target is None:
            return None
        if not self.indicator.is_target_comparable:
            return None
        start = self.indicator.baseline if self.indicator.baseline is not None else 0.0
        way = self.target - start
        return None if way == 0 else max(0.0, min(1.0, (self.value.value - start) / way))


def indicator_standings(
    indicators: Iterable[Indicator], now: datetime, *, points: int | None = None
) -> dict[int, Standing]:
    """
    How indicators stand, by primary key; two queries, three with ``points``.

    :param points: how many of the newest values the runs hold, where a page of many draws each the size of a word
    """
    chosen = {indicator.pk: indicator for indicator in indicators}
    runs: dict[int, list[IndicatorValue]] = defaultdict(list)
    since = timezone.localdate(now) - timedelta(days=SPARK_DAYS)
    values = IndicatorValue.objects.filter(indicator__in=chosen, on__gte=since)
    if points is not None:
        values = values.filter(_newest(list(chosen), points))
    for value in values.order_by("indicator", "on"):
        runs[value.indicator_id].append(value)
    return {pk: _standing(indicator, runs[pk], now) for pk, indicator in chosen.items()}


def _newest(indicator_ids: list[int], points: int) -> Q:
    """The newest values of each: by the day of the last one wanted, which the index answers."""
    days = IndicatorValue.objects.filter(indicator=OuterRef("pk")).order_by("-on").values("on")
    begins = (
        Indicator.objects.filter(pk__in=indicator_ids)
        .annotate(begins_on=Subquery(days[points - 1 : points]))
        .values_list("pk", "begins_on")
    )
    by_day: dict[date | None, list[int]] = defaultdict(list)
    for pk, begins_on in begins:
        by_day[begins_on].append(pk)
    wanted = Q(pk__in=[])
    for begins_on, pks in by_day.items():
        wanted |= Q(indicator__in=pks, on__gte=begins_on) if begins_on else Q(indicator__in=pks)
    return wanted


def _standing(indicator: Indicator, run: list[IndicatorValue], now: datetime) -> Standing:
    value = run[-1] if run else None
    year, target = target_for(indicator, timezone.localdate(now))
    return Standing(indicator, value, run, _state(indicator, value, target, now), target, year)


def target_for(indicator: Indicator, today: date) -> tuple[int | None, float | None]:
    """The target of this year, else of the next year that has one, else of the last."""
    years = sorted((int(year), float(value)) for year, value in indicator.targets.items())
    coming = [pair for pair in years if pair[0] >= today.year] or years[-1:]
    return coming[0] if coming else (None, None)


def _state(indicator: Indicator, value: IndicatorValue | None, target: float | None, now: datetime) -> str:
    if value is None or value.value is None:
        return "none"
    if indicator.failure or is_stale(indicator, value, now):
        return "stale"
    if target is None or not indicator.is_target_comparable:
        return "plain"
    reached = value.value >= target if indicator.direction == "up" else value.value <= target
    near = abs(value.value - target) <= 0.2 * max(abs(target), 1e-9)
    return "good" if reached else "watch" if near else "bad"


def is_stale(indicator: Indicator, value: IndicatorValue, now: datetime) -> bool:
    """
    Whether a figure is older than its indicator allows.

    A count of nothing new is fresh when it was counted lately; a typed value ages from its day; a measured mean
    ages from its youngest measurement, so that a stopped sensor is seen.
    """
    if not indicator.is_computed:
        return timezone.localdate(now) - value.on > timedelta(days=indicator.freshness_days)
    newest = value.computed_at
    if _ages_by_input(indicator) and value.last_input_at is not None:
        newest = min(newest, value.last_input_at)
    return now - newest > timedelta(days=indicator.freshness_days)


def _ages_by_input(indicator: Indicator) -> bool:
    try:
        return query_named(indicator.query).ages_by_input
    except QueryUnknown:
        return False


def values_of(indicator: Indicator) -> list[IndicatorValue]:
    """Every value of an indicator, oldest first."""
    return list(IndicatorValue.objects.filter(indicator=indicator).order_by("on"))


def typed_of(indicator: Indicator, limit: int = 50) -> list[TypedValue]:
    """What was typed in, the newest first; ``is_corrected`` on each that a later one for the same day replaces."""
    seen: set[date] = set()
    rows = list(TypedValue.objects.filter(indicator=indicator).order_by("-typed_at", "-pk")[:limit])
    for row in rows:
        row.is_corrected = row.on in seen
        seen.add(row.on)
    return rows


def unit_that_typed(code: str) -> OrgUnit | None:
    """The unit that typed a value in, while it stands."""
    return OrgUnit.objects.filter(code=code).first()


def indicator(code: str) -> Indicator:
    """An indicator by its code."""
    return Indicator.objects.get(code=code)


def indicators_moved_by(service_code: str, kind: str) -> list[Indicator]:
    """
    The plan's indicators that a closing of this service's cases may move.

    Those naming the service come first, then those of its kind, then those that count every case.
    """
    linked = (
        Indicator.objects.filter(query__startswith="cases.", actions__isnull=False)
        .exclude(query__in=("cases.services_online_share",))
        .distinct()
        .order_by("order", "pk")
    )
    naming = [i for i in linked if service_code in i.params.get("services", [])]
    of_kind = [i for i in linked if kind in i.params.get("kinds", []) and not i.params.get("services")]
    of_all = [i for i in linked if not i.params.get("services") and not i.params.get("kinds")]
    return naming + of_kind + of_all
