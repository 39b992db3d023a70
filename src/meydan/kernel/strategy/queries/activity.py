"""What happened to the plan, day by day: words, states, dates, decisions, versions, reports, targets reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from meydan.kernel.strategy.models import (
    Action,
    ActionChange,
    ActionWord,
    Decision,
    Indicator,
    IndicatorValue,
    PlanVersion,
    Report,
)
from meydan.kernel.strategy.queries.indicators import target_for
from meydan.kernel.strategy.queries.plans import public_plans

# A page of the stream reaches back so far, and holds at most so many of each kind.
WINDOW = timedelta(days=90)
MOST = 200


@dataclass(frozen=True)
class Crossing:
    """A figure that reached its target, or fell away from it, on a day."""

    indicator: Indicator
    value: IndicatorValue
    target: float
    is_reached: bool


@dataclass(frozen=True)
class Activity:
    """What happened in a window, by kind; the newest first in each."""

    words: list[ActionWord]
    changes: list[ActionChange]
    decisions: list[Decision]
    versions: list[PlanVersion]
    reports: list[Report]
    crossings: list[Crossing]


def activity(until: date) -> Activity:
    """What happened in the ninety days up to and with a day; eight queries whatever happened."""
    zone = timezone.get_current_timezone()
    end = datetime.combine(until + timedelta(days=1), time.min, tzinfo=zone)
    begin, plans = end - WINDOW, public_plans()
    of_plan = Q(action__goal__plan__in=plans)
    words = ActionWord.objects.filter(of_plan, said_at__gte=begin, said_at__lt=end).select_related(
        "action__goal"
    )
    changes = ActionChange.objects.filter(of_plan, changed_at__gte=begin, changed_at__lt=end)
    decisions = Decision.objects.filter(decided_on__gt=until - WINDOW, decided_on__lte=until)
    versions = PlanVersion.objects.filter(plan__in=plans, made_at__gte=begin, made_at__lt=end)
    reports = Report.objects.filter(frozen_at__gte=begin, frozen_at__lt=end)
    return Activity(
        list(words.order_by("-said_at", "-pk")[:MOST]),
        list(changes.select_related("action__goal").order_by("-changed_at", "-pk")[:MOST]),
        list(decisions.order_by("-decided_on", "-pk")[:MOST]),
        list(versions.defer("document").select_related("plan").order_by("-made_at", "-pk")[:MOST]),
        list(reports.order_by("-frozen_at", "-pk")[:MOST]),
        crossings(until - WINDOW, until),
    )


def crossings(after: date, until: date) -> list[Crossing]:
    """Where a figure crossed its target, either way, judged by the target of its own year; the newest first."""
    chosen = {
        one.pk: one
        for one in Indicator.objects.exclude(targets={}).filter(
            pk__in=Action.objects.filter(goal__plan__in=public_plans()).values("indicators")
        )
        if one.is_target_comparable
    }
    # Some weeks more, so that the first value of the window has one before it.
    rows = IndicatorValue.objects.filter(
        indicator__in=chosen, on__gt=after - WINDOW, on__lte=until, value__isnull=False
    ).order_by("indicator", "on")
    found: list[Crossing] = []
    before: tuple[int, bool] | None = None
    for row in rows.iterator(chunk_size=2000):
        indicator = chosen[row.indicator_id]
        _year, target = target_for(indicator, row.on)
        if target is None or row.value is None:
            continue
        reached = row.value >= target if indicator.direction == "up" else row.value <= target
        if before is not None and before[0] == row.indicator_id and before[1] != reached and row.on > after:
            found.append(Crossing(indicator, row, target, reached))
        before = (row.indicator_id, reached)
    return sorted(found, key=lambda one: (one.value.on, one.value.pk), reverse=True)[:MOST]
