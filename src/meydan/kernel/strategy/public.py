"""The door of this room."""

from meydan.kernel.strategy.events import ActionMoved, IndicatorsCounted
from meydan.kernel.strategy.models import Action, Goal, Indicator, IndicatorValue, Plan
from meydan.kernel.strategy.operations.computing import backfill, recompute, recompute_reading
from meydan.kernel.strategy.operations.freezing import freeze_report
from meydan.kernel.strategy.operations.saying import say
from meydan.kernel.strategy.operations.typed import IndicatorIsComputed, type_value
from meydan.kernel.strategy.population import per_100k
from meydan.kernel.strategy.presentation import IndicatorFace, indicator_face
from meydan.kernel.strategy.queries import (
    ActionStanding,
    Brief,
    GoalStanding,
    Overview,
    PlanUnknown,
    Standing,
    action,
    action_standing,
    current_plan,
    indicator,
    indicator_standings,
    late_actions,
    plan_brief,
    plan_overview,
    public_plans,
    words_of,
)
from meydan.kernel.strategy.queries.reports import reports
from meydan.kernel.strategy.registry import (
    ActionOrigin,
    QueryUnknown,
    indicator_query,
    query_named,
    register_action_origins,
    register_plan_link,
)
from meydan.kernel.strategy.voices import WHOLE, Voice, register_plan_voices

__all__ = [
    "WHOLE",
    "Action",
    "ActionMoved",
    "ActionOrigin",
    "ActionStanding",
    "Brief",
    "Goal",
    "GoalStanding",
    "Indicator",
    "IndicatorFace",
    "IndicatorIsComputed",
    "IndicatorValue",
    "IndicatorsCounted",
    "Overview",
    "Plan",
    "PlanUnknown",
    "QueryUnknown",
    "Standing",
    "Voice",
    "action",
    "action_standing",
    "backfill",
    "current_plan",
    "freeze_report",
    "indicator",
    "indicator_face",
    "indicator_query",
    "indicator_standings",
    "late_actions",
    "per_100k",
    "plan_brief",
    "plan_overview",
    "public_plans",
    "query_named",
    "recompute",
    "recompute_reading",
    "register_action_origins",
    "register_plan_link",
    "register_plan_voices",
    "reports",
    "say",
    "type_value",
    "words_of",
]
