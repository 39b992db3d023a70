"""Where a plan starts from, and which of its promises press most."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from meydan.kernel.strategy.engine.priority import Judgement, Priority, weigh
from meydan.kernel.strategy.models import Action, Indicator, Plan, PriorityScore, SituationLine
from meydan.kernel.strategy.queries.indicators import Standing, indicator_standings

Field = SituationLine.Field
# Two ways to look: what the city is, and what surrounds it.
FRAMES: dict[str, tuple[str, ...]] = {
    "swot": (Field.STRENGTH, Field.WEAKNESS, Field.OPPORTUNITY, Field.THREAT),
    "pestel": (
        Field.POLITICAL, Field.ECONOMIC, Field.SOCIAL, Field.TECHNOLOGICAL, Field.ENVIRONMENTAL, Field.LEGAL,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class SituationRow:
    """A line, and how the figure behind it stands today."""

    line: SituationLine
    standing: Standing | None


@dataclass(frozen=True)
class Weighed:
    """An action and how pressing the posts think it is; nothing when none has judged it."""

    action: Action
    priority: Priority | None
    scores: list[PriorityScore]


def situation_of(plan: Plan, now: datetime) -> dict[str, list[SituationRow]]:
    """The lines that stand, by field, each field there; three queries."""
    lines = list(SituationLine.objects.filter(plan=plan, taken_back_at=None).order_by("pk"))
    behind = Indicator.objects.filter(pk__in={line.indicator_id for line in lines if line.indicator_id})
    standings = indicator_standings(behind, now)
    rows: dict[str, list[SituationRow]] = {field: [] for fields in FRAMES.values() for field in fields}
    for line in lines:
        rows[line.field].append(SituationRow(line, standings.get(line.indicator_id or 0)))
    return rows


def taken_back(plan: Plan) -> list[SituationLine]:
    """The lines that were taken back, the latest first."""
    return list(
        SituationLine.objects.filter(plan=plan, taken_back_at__isnull=False).order_by("-taken_back_at")
    )


def priorities_of(plan: Plan) -> list[Weighed]:
    """Every action of a plan, the most pressing first, those nobody judged last; two queries."""
    actions = (
        Action.objects.filter(goal__plan=plan)
        .select_related("goal", "unit")
        .order_by("goal__order", "order", "pk")
    )
    newest: dict[int, dict[str, PriorityScore]] = defaultdict(dict)
    for score in PriorityScore.objects.filter(action__goal__plan=plan).order_by("scored_at", "pk"):
        newest[score.action_id][score.post_code] = score
    weighed = [_weighed(action, list(newest[action.pk].values())) for action in actions]
    return sorted(weighed, key=lambda one: -(one.priority.score if one.priority else 0))


def _weighed(action: Action, scores: list[PriorityScore]) -> Weighed:
    return Weighed(action, weigh(Judgement(one.impact, one.effort, one.urgency) for one in scores), scores)


def scores_of(action: Action) -> list[PriorityScore]:
    """Every judgement of an action, the newest first."""
    return list(PriorityScore.objects.filter(action=action).order_by("-scored_at", "-pk"))
