"""The tracker: every promise with its owner, its lateness, its money and what speaks for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from meydan.base.links.public import Link
from meydan.kernel.strategy.models import Action, ActionChange, ActionIndicator, ActionWord, Goal, Plan
from meydan.kernel.strategy.queries.owners import OWNED, owners_of
from meydan.kernel.strategy.queries.plans import STALE_AFTER, ActionStanding, stand
from meydan.kernel.strategy.queries.routine import unanswered

# What can be asked of the money of a promise.
MONEY = ("over", "unspent", "unnamed")
OPEN = (Action.Status.PLANNED, Action.Status.RUNNING)


@dataclass(frozen=True)
class TrackerRow:
    """One promise in the tracker."""

    standing: ActionStanding
    owner: str  # owned | vacant | unowned
    is_stale: bool
    evidence_count: int
    word_count: int
    change_count: int

    @property
    def action(self) -> Action:
        """The action itself."""
        return self.standing.action

    @property
    def goal(self) -> Goal:
        """The goal it serves."""
        return self.standing.action.goal

    @property
    def spent_percent(self) -> float | None:
        """How much of the money set aside is spent; none where no money is named."""
        budget, spent = self.action.budget, self.action.spent
        return None if not budget or spent is None else float(spent / budget * 100)

    @property
    def money(self) -> str:
        """How its money stands: over, unspent, unnamed, or nothing of these."""
        budget, spent = self.action.budget, self.action.spent
        if budget is None:
            return "unnamed"
        return "over" if spent is not None and spent > budget else "unspent" if not spent else ""


@dataclass(frozen=True)
class TrackerFilter:
    """What a visitor asked to see; empty asks for everything."""

    unit: str = ""
    goal: str = ""
    late: bool = False
    no_owner: bool = False
    stale: bool = False
    money: str = ""

    def passes(self, row: TrackerRow) -> bool:
        """Whether a promise is to be shown."""
        unit = row.action.unit.code if row.action.unit else ""
        return (
            self.unit in ("", unit)
            and self.goal in ("", row.goal.code)
            and (not self.late or row.standing.days_late > 0)
            and (not self.no_owner or row.owner != OWNED)
            and (not self.stale or row.is_stale)
            and self.money in ("", row.money)
        )


def tracker_rows(plan: Plan, now: datetime) -> list[TrackerRow]:
    """Every promise of a plan in its order; seven queries whatever its size."""
    today = timezone.localdate(now)
    actions = list(
        Action.objects.filter(goal__plan=plan)
        .select_related("unit", "post", "goal")
        .annotate(is_silent=unanswered(now))
        .order_by("goal__order", "goal", "order", "pk")
    )
    owners = owners_of(actions, today)
    evidence = _evidence(actions)
    words = _counted(ActionWord, plan)
    changes = _counted(ActionChange, plan)
    return [
        TrackerRow(
            standing=stand(action, today, now),
            owner=owners[action.pk],
            is_stale=action.status in OPEN and (now - action.updated_at > STALE_AFTER or action.is_silent),
            evidence_count=evidence[action.pk],
            word_count=words[action.pk],
            change_count=changes[action.pk],
        )
        for action in actions
    ]


def _evidence(actions: Sequence[Action]) -> Counter[int]:
    """Links either way and indicators, by action."""
    by_ref = {f"strategy.action:{one.code}": one.pk for one in actions}
    found: Counter[int] = Counter(
        ActionIndicator.objects.filter(action__in=actions).values_list("action", flat=True)
    )
    for end in ("from_ref", "to_ref"):
        refs = Link.objects.filter(**{f"{end}__in": list(by_ref)}).values_list(end, flat=True)
        found.update(by_ref[ref] for ref in refs)
    return found


def _counted(rows: type[ActionWord] | type[ActionChange], plan: Plan) -> defaultdict[int, int]:
    counts = (
        rows.objects.filter(action__goal__plan=plan).order_by().values("action").annotate(count=Count("pk"))
    )
    return defaultdict(int, {row["action"]: row["count"] for row in counts})
