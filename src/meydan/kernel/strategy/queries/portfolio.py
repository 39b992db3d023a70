"""What is due at the smart-city unit's desk, how the plan's actions stand by goal, and who carries how much."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from meydan.base.people.public import OrgUnit, Post
from meydan.kernel.strategy.models import Action, ExpectedEffect, Goal, Indicator, Plan, Question, Step
from meydan.kernel.strategy.queries.indicators import indicator_standings
from meydan.kernel.strategy.queries.lateness import OPEN
from meydan.kernel.strategy.queries.plans import IN_FORCE, ActionStanding, stand

ACTION, STEP, FIGURE, EFFECT = "action", "step", "figure", "effect"
KINDS = (ACTION, STEP, FIGURE, EFFECT)


@dataclass(frozen=True)
class Due:
    """Something with a day; ``about`` is the action, step, indicator or expected effect itself."""

    on: date
    kind: str  # action | step | figure | effect
    names: dict[str, str]
    unit: OrgUnit | None
    about: Any

    def is_late(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.on < today


@dataclass(frozen=True)
class GoalCounts:
    """How many actions of a goal stand how; states as in ``ActionStanding``."""

    goal: Goal
    counts: Counter[str]


@dataclass(frozen=True)
class Load:
    """What a unit, and its post where actions name one, carries."""

    unit: OrgUnit | None
    post: Post | None
    open_count: int
    late_count: int
    unanswered_count: int


@dataclass(frozen=True)
class Portfolio:
    """The actions of the plans in force with how they stand."""

    standings: list[ActionStanding]
    unanswered: set[int]

    def by_goal(self) -> list[GoalCounts]:
        """Each goal with its actions counted by state, in the plan's order."""
        counted: dict[int, Counter[str]] = defaultdict(Counter)
        goals: dict[int, Goal] = {}
        for one in self.standings:
            goals[one.action.goal_id] = one.action.goal
            counted[one.action.goal_id][one.state] += 1
        return [GoalCounts(goal, counted[pk]) for pk, goal in goals.items()]

    def by_owner(self) -> list[Load]:
        """Each owner with what is open, late and unanswered; who carries the most late ones comes first."""
        held: dict[tuple[int | None, int | None], list[ActionStanding]] = defaultdict(list)
        for one in self.standings:
            if one.action.status in OPEN:
                held[one.action.unit_id, one.action.post_id].append(one)
        loads = [
            Load(
                rows[0].action.unit,
                rows[0].action.post,
                len(rows),
                sum(bool(one.days_late) for one in rows),
                sum(one.action.pk in self.unanswered for one in rows),
            )
            for rows in held.values()
        ]
        return sorted(
            loads, key=lambda one: (-one.late_count, -one.open_count, one.unit.code if one.unit else "")
        )


def portfolio(now: datetime, unit: str = "", goal: str = "") -> Portfolio:
    """The actions of the plans in force, narrowed by a unit's or a goal's code; two queries."""
    today = timezone.localdate(now)
    rows = (
        Action.objects.filter(goal__plan__status__in=IN_FORCE)
        .select_related("unit", "post", "goal")
        .order_by("goal__plan", "goal__order", "goal", "order", "pk")
    )
    if unit:
        rows = rows.filter(unit__code=unit)
    if goal:
        rows = rows.filter(goal__code=goal)
    silent = Question.objects.filter(
        answered_at=None, asked_at__isnull=False, quarter__ends_on__gt=today, quarter__starts_on__lte=today
    ).values_list("action", flat=True)
    return Portfolio([stand(row, today, now) for row in rows], set(silent))


def due(now: datetime, days: int, unit: str = "", kinds: Sequence[str] = KINDS) -> list[Due]:
    """
    What has a day until ``days`` from today, and what is past its day, the oldest first; at most nine queries.

    A typed figure is due when its newest value becomes older than it may be.

    :param unit: a unit's code, to see what is due of it alone
    """
    today = timezone.localdate(now)
    until = today + timedelta(days=days)
    found: list[Due] = []
    if ACTION in kinds:
        found += _actions(until, unit)
    if STEP in kinds:
        found += _steps(today, until, unit)
    if FIGURE in kinds:
        found += _figures(now, today, until, unit)
    if EFFECT in kinds and not unit:
        found += _effects(until)
    return sorted(found, key=lambda one: (one.on, KINDS.index(one.kind), str(one.about)))


def _actions(until: date, unit: str) -> list[Due]:
    rows = Action.objects.filter(
        goal__plan__status__in=IN_FORCE, status__in=OPEN, ends_on__lte=until, **_of(unit)
    ).select_related("unit")
    return [Due(row.ends_on, ACTION, row.names, row.unit, row) for row in rows]


def _steps(today: date, until: date, unit: str) -> list[Due]:
    # Nobody says of a step that it is done: one whose day has passed is history, not work that waits.
    rows = Step.objects.filter(
        action__goal__plan__status__in=IN_FORCE,
        action__status__in=OPEN,
        ends_on__range=(today, until),
        **{f"action__{key}": value for key, value in _of(unit).items()},
    ).select_related("action", "action__unit")
    return [Due(row.ends_on, STEP, row.names, row.action.unit, row) for row in rows if row.ends_on]


def _of(unit: str) -> dict[str, str]:
    return {"unit__code": unit} if unit else {}


def _figures(now: datetime, today: date, until: date, unit: str) -> list[Due]:
    typed = Indicator.objects.filter(query="")
    if unit:
        typed = typed.filter(kept_by=unit)
    units = {one.code: one for one in OrgUnit.objects.all()}
    found = []
    for one in indicator_standings(typed, now).values():
        last = one.value.on if one.value else None
        on = last + timedelta(days=one.indicator.freshness_days) if last else today
        if on <= until:
            kept_by = units.get(one.indicator.kept_by)
            found.append(Due(on, FIGURE, one.indicator.names, kept_by, one.indicator))
    return found


def _effects(until: date) -> list[Due]:
    rows = ExpectedEffect.objects.filter(checked_at=None, check_on__lte=until).select_related("decision")
    return [Due(row.check_on, EFFECT, row.decision.names, None, row) for row in rows]


def plans_in_force() -> list[Plan]:
    """The plans that hold what is due, the newest first."""
    return list(Plan.objects.filter(status__in=IN_FORCE).order_by("-starts_on", "pk"))
