"""The ledger of the month is kept, so that it can be seen whether it grows."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from meydan.base.packs.public import current
from meydan.kernel.strategy.models import LedgerMonth
from meydan.kernel.strategy.queries.ledger import ledger
from meydan.kernel.strategy.queries.plans import PlanUnknown, current_plan
from meydan.numerics.months import month_bucket


def keep_ledger(*, now: datetime) -> LedgerMonth | None:
    """Write the running month's ledger of the plan in force; months that are over stay as they were."""
    try:
        plan = current_plan()
    except PlanUnknown:
        return None
    found = ledger(plan, now)
    kept, _made = LedgerMonth.objects.update_or_create(
        begins_on=month_bucket(timezone.localdate(now), current().calendar),
        defaults={
            "actions": found.action_count,
            "untouched": len(found.untouched),
            "unowned": len(found.unowned),
            "figures": found.figure_count,
            "old_figures": len(found.old),
            "missed_words": found.missed_count,
            "written_at": now,
            "is_sample": plan.is_sample,
        },
    )
    return kept
