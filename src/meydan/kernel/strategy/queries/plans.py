"""What the plan says and how far it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone

from meydan.kernel.strategy.models import (
    Action,
    ActionIndicator,
    ActionWord,
    Goal,
    Indicator,
    Plan,
)
from meydan.kernel.strategy.queries.indicators import SPARK_POINTS, Standing, indicator_standings

IN_FORCE = (Plan.Status.PUBLISHED, Plan.Status.REVISED)


# An action that nobody has spoken of for this long is shown as old news.
STALE_AFTER = timedelta(days=120)


class PlanUnknown(Exception):
    """No plan stands in this city yet."""


@dataclass(frozen=True)
class ActionStanding:
    """How an action stands, and the indicators it should move."""

    action: Action
    state: str  # good | watch | bad | stale | dropped | done | planned
    days_late: int
    indicators: list[Standing] = field(default_factory=list)
    time_percent: int = 0


@dataclass(frozen=True)
class GoalStanding:
    """A goal with its actions."""

    goal: Goal
    actions: list[ActionStanding]


@dataclass(frozen=True)
class Overview:
    """The whole plan page."""

    plan: Plan
    goals: list[GoalStanding]
    counts: dict[str, int]

    @property
    def actions(self) -> list[ActionStanding]:
        """Every action in the plan's order."""
        return [action for goal in self.goals for action in goal.actions]

    @property
    def late(self) -> list[ActionStanding]:
        """The late ones, the latest first."""
        return sorted((a for a in self.actions if a.days_late), key=lambda a: (-a.days_late, a.action.code))


def public_plans() -> QuerySet[Plan]:
    """Plans that everybody may read: a draft is the desk's own, unless it is a sample."""
    return Plan.objects.exclude(status=Plan.Status.DRAFT, is_sample=False)


def every_plan() -> QuerySet[Plan]:
    """Every plan, drafts too, the newest first."""
    return Plan.objects.order_by("-starts_on", "pk")


def current_plan() -> Plan:
    """
    The plan in force: the newest published one, else the newest that is no draft.

    :raises PlanUnknown: if there is none
    """
    plans = sorted(
        public_plans(),
        key=lambda p: (p.status in IN_FORCE, p.starts_on, p.pk),
    )
    if not plans:
        raise PlanUnknown
    return plans[-1]


def plan_overview(now: datetime, plan: Plan | None = None) -> Overview:
    """Everything the plan page shows, in seven queries whatever the plan's size; runs hold the newest values."""
    plan = plan or current_plan()
    goals = list(Goal.objects.filter(plan=plan).order_by("order", "pk"))
    actions = list(
        Action.objects.filter(goal__plan=plan).select_related("unit", "post", "goal").order_by("order", "pk")
    )
    links = list(ActionIndicator.objects.filter(action__in=actions).values_list("action", "indicator"))
    moved = Indicator.objects.filter(pk__in={pk for _, pk in links})
    standings = indicator_standings(moved, now, points=SPARK_POINTS)
    of_action: dict[int, list[Standing]] = defaultdict(list)
    for action_id, indicator_id in links:
        of_action[action_id].append(standings[indicator_id])
    today = timezone.localdate(now)
    by_goal: dict[int, list[ActionStanding]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for action in actions:
        standing = stand(action, today, now, of_action[action.pk])
        by_goal[action.goal_id].append(standing)
        counts[standing.state] += 1
        counts["late"] += bool(standing.days_late)
        counts["all"] += 1
    return Overview(plan, [GoalStanding(goal, by_goal[goal.pk]) for goal in goals], dict(counts))


@dataclass(frozen=True)
class Brief:
    """The plan in a few words: its actions and how they stand, without indicators."""

    plan: Plan
    actions: list[ActionStanding]

    @property
    def late_count(self) -> int:
        """How many actions are late."""
        return sum(1 for standing in self.actions if standing.days_late)


def plan_brief(now: datetime) -> Brief:
    """
    The plan in force with its actions, in two queries.

    :raises PlanUnknown: if there is none
    """
    plan = current_plan()
    today = timezone.localdate(now)
    actions = Action.objects.filter(goal__plan=plan).select_related("unit").order_by("order", "pk")
    return Brief(plan, [stand(action, today, now) for action in actions])


def stand(action: Action, today: date, now: datetime, indicators: Sequence[Standing] = ()) -> ActionStanding:
    """How one action stands today: late, behind its time, on its way, old news, done."""
    days_late = 0
    if action.status == Action.Status.DONE:
        state = "done"
    elif action.status == Action.Status.DROPPED:
        state = "dropped"
    elif action.ends_on < today:
        state, days_late = "bad", (today - action.ends_on).days
    elif action.starts_on > today:
        state = "planned"
    elif now - action.updated_at > STALE_AFTER:
        state = "stale"
    else:
        state = "good" if action.progress_percent >= time_share(action, today) * 100 - 15 else "watch"
    return ActionStanding(action, state, days_late, list(indicators), round(time_share(action, today) * 100))


def time_share(action: Action, today: date) -> float:
    """How much of the action's time has passed, 0 to 1."""
    whole = max(1, (action.ends_on - action.starts_on).days)
    return max(0.0, min(1.0, (today - action.starts_on).days / whole))


def words_of(action: Action, limit: int = 20) -> list[ActionWord]:
    """What the unit said of its action, newest first."""
    return list(ActionWord.objects.filter(action=action).order_by("-said_at", "-pk")[:limit])


def action_standing(code: str, now: datetime) -> ActionStanding:
    """
    How one action stands, with its indicators.

    :raises Action.DoesNotExist: if there is no such action
    """
    found = action(code)
    chosen = Indicator.objects.filter(actions=found).order_by("order", "pk")
    standings = list(indicator_standings(chosen, now).values())
    return stand(found, timezone.localdate(now), now, standings)


def actions_moving(indicator: Indicator, now: datetime) -> list[ActionStanding]:
    """The actions that should move an indicator, without their indicators."""
    rows = (
        Action.objects.filter(indicators=indicator, goal__plan__in=public_plans())
        .select_related("unit", "goal")
        .order_by("order", "pk")
    )
    return [stand(row, timezone.localdate(now), now) for row in rows]


def plans_with_counts() -> QuerySet[Plan]:
    """Every plan, the newest first, with ``action_count``."""
    return public_plans().annotate(action_count=Count("goals__actions")).order_by("-starts_on", "pk")


def holds_sample_plan() -> bool:
    """Whether a sample plan stands here."""
    return Plan.objects.filter(is_sample=True).exists()


def late_actions(today: date) -> QuerySet[Action]:
    """Actions whose end has passed and which are not done, the latest first."""
    return (
        Action.objects.filter(
            goal__plan__in=public_plans(),
            ends_on__lt=today,
            status__in=[Action.Status.PLANNED, Action.Status.RUNNING],
        )
        .select_related("unit", "goal")
        .order_by("ends_on", "pk")
    )


def action(code: str) -> Action:
    """An action with its unit, goal and plan."""
    return Action.objects.select_related("unit", "post", "target", "goal", "goal__plan").get(code=code)
