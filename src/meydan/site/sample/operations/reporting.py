"""A frozen report of the sample plan, so that everybody sees what one looks like."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from meydan.kernel.strategy.public import PlanUnknown, current_plan, freeze_report, reports

PERIOD = timedelta(days=90)


def freeze_sample(*, language: str, now: datetime) -> int:
    """Freeze a report about the last ninety days of a sample plan, once; return how many were frozen."""
    try:
        plan = current_plan()
    except PlanUnknown:
        return 0
    if not plan.is_sample or reports().filter(plan=plan).exists():
        return 0
    today = timezone.localdate(now)
    freeze_report(
        plan=plan, kind="council", from_on=today - PERIOD, to_on=today, language=language, is_sample=True,
        actor=None, now=now,
    )  # fmt: skip
    return 1
