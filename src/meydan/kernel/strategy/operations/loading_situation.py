"""Where a pack's plan starts from, and what its posts think of its promises."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from meydan.base.packs.public import LoadReport, Pack
from meydan.kernel.strategy.models import Action, Indicator, Plan, PriorityScore, SituationLine
from meydan.kernel.strategy.operations.situation import judge, write_line


def load_situation(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Write the lines and judgements of ``plan_situation.toml``; what stands is left as it is."""
    document = pack.document("plan_situation")
    plan = Plan.objects.filter(code=document.get("plan", "")).first() if document else None
    if plan is None:
        return LoadReport(created=0, unchanged=0)
    made = [_line(plan, row, now, is_sample) for row in document.get("line", [])]
    made += [_score(plan, row, now, is_sample) for row in document.get("score", [])]
    return LoadReport(created=sum(made), unchanged=len(made) - sum(made))


def _line(plan: Plan, row: Mapping[str, Any], now: datetime, is_sample: bool) -> bool:
    if SituationLine.objects.filter(plan=plan, field=row["field"], names=row["names"]).exists():
        return False
    write_line(
        plan=plan,
        field=row["field"],
        names=row["names"],
        indicator=Indicator.objects.filter(code=row.get("indicator", "")).first(),
        source=row.get("source", ""),
        is_sample=is_sample,
        actor=None,
        now=now,
    )
    return True


def _score(plan: Plan, row: Mapping[str, Any], now: datetime, is_sample: bool) -> bool:
    action = Action.objects.get(goal__plan=plan, code=str(row["action"]))
    if PriorityScore.objects.filter(action=action, post_code=row["post"]).exists():
        return False
    judge(
        action=action,
        impact=row["impact"],
        effort=row["effort"],
        urgency=row["urgency"],
        signed=(row.get("unit", ""), row["post"]),
        is_sample=is_sample,
        actor=None,
        now=now,
    )
    return True
