"""Takes the sample plan away."""

from __future__ import annotations

from datetime import datetime

from meydan.kernel.strategy.models import (
    Action,
    Agreement,
    BudgetLine,
    Contract,
    ContractAmendment,
    Decision,
    Goal,
    Indicator,
    IndicatorValue,
    LedgerMonth,
    Plan,
    PriorityScore,
    Report,
    SituationLine,
)

# What points at others goes first.
SAMPLES = (
    SituationLine,
    PriorityScore,
    ContractAmendment,
    Contract,
    BudgetLine,
    Agreement,
    LedgerMonth,
    Report,
    Decision,
    Action,
    Goal,
    Plan,
    IndicatorValue,
    Indicator,
)


def remove_sample(now: datetime) -> int:
    """Remove sample plans with all they hold, sample indicators, and values that came from samples."""
    gone = 0
    for rows in SAMPLES:
        gone += rows._default_manager.filter(is_sample=True).delete()[0]
    # Targets that the sample plan set on standing indicators go with it.
    Indicator.objects.update(baseline=None, targets={}, target_scope="")
    return gone
