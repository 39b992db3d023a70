"""Tables of the plan and its indicators."""

from meydan.kernel.strategy.models.indicators import (
    Failure,
    Indicator,
    IndicatorValue,
    Origin,
    Quality,
    TypedValue,
)
from meydan.kernel.strategy.models.plans import Action, ActionIndicator, ActionWord, Goal, Plan

__all__ = [
    "Action",
    "ActionIndicator",
    "ActionWord",
    "Failure",
    "Goal",
    "Indicator",
    "IndicatorValue",
    "Origin",
    "Plan",
    "Quality",
    "TypedValue",
]
