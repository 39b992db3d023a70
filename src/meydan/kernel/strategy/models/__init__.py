"""Tables of the plan and its indicators."""

from meydan.kernel.strategy.models.indicators import Indicator, IndicatorValue
from meydan.kernel.strategy.models.plans import Action, ActionIndicator, ActionWord, Goal, Plan

__all__ = ["Action", "ActionIndicator", "ActionWord", "Goal", "Indicator", "IndicatorValue", "Plan"]
