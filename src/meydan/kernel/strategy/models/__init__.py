"""Tables of the plan and its indicators."""

from meydan.kernel.strategy.models.decisions import Decision, ExpectedEffect, FrozenFigure
from meydan.kernel.strategy.models.history import ActionChange
from meydan.kernel.strategy.models.indicators import (
    Failure,
    Indicator,
    IndicatorValue,
    Origin,
    Quality,
    TypedValue,
)
from meydan.kernel.strategy.models.ledger import LedgerMonth
from meydan.kernel.strategy.models.maturity import MaturityAnswer, MaturitySnapshot
from meydan.kernel.strategy.models.money import Agreement, BudgetLine, Contract, ContractAmendment
from meydan.kernel.strategy.models.peers import PeerFigure
from meydan.kernel.strategy.models.plans import Action, ActionIndicator, ActionWord, Goal, Plan
from meydan.kernel.strategy.models.register import Dependency, PlanImport, PlanVersion, Step, Target
from meydan.kernel.strategy.models.reports import Report
from meydan.kernel.strategy.models.routine import PostAddress, Quarter, Question, Reply
from meydan.kernel.strategy.models.situation import PriorityScore, SituationLine

__all__ = [
    "Action",
    "ActionChange",
    "ActionIndicator",
    "ActionWord",
    "Agreement",
    "BudgetLine",
    "Contract",
    "ContractAmendment",
    "Decision",
    "Dependency",
    "ExpectedEffect",
    "Failure",
    "FrozenFigure",
    "Goal",
    "Indicator",
    "IndicatorValue",
    "LedgerMonth",
    "MaturityAnswer",
    "MaturitySnapshot",
    "Origin",
    "PeerFigure",
    "Plan",
    "PlanImport",
    "PlanVersion",
    "PostAddress",
    "PriorityScore",
    "Quality",
    "Quarter",
    "Question",
    "Reply",
    "Report",
    "SituationLine",
    "Step",
    "Target",
    "TypedValue",
]
