"""The door of this room."""

from meydan.kernel.strategy.models import Action, Goal, Indicator, IndicatorValue, Plan
from meydan.kernel.strategy.operations.computing import backfill, recompute, recompute_reading
from meydan.kernel.strategy.operations.typed import IndicatorIsComputed, type_value
from meydan.kernel.strategy.presentation import IndicatorFace, indicator_face
from meydan.kernel.strategy.queries import (
    ActionStanding,
    Brief,
    GoalStanding,
    Overview,
    PlanUnknown,
    Standing,
    action,
    current_plan,
    indicator,
    indicator_standings,
    late_actions,
    plan_brief,
    plan_overview,
)
from meydan.kernel.strategy.registry import QueryUnknown, indicator_query, query_named

__all__ = [
    "Action",
    "ActionStanding",
    "Brief",
    "Goal",
    "GoalStanding",
    "Indicator",
    "IndicatorFace",
    "IndicatorIsComputed",
    "IndicatorValue",
    "Overview",
    "Plan",
    "PlanUnknown",
    "QueryUnknown",
    "Standing",
    "action",
    "backfill",
    "current_plan",
    "indicator",
    "indicator_face",
    "indicator_query",
    "indicator_standings",
    "late_actions",
    "plan_brief",
    "plan_overview",
    "query_named",
    "recompute",
    "recompute_reading",
    "type_value",
]
