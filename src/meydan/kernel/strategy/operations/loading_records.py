"""What stands around a plan in a pack: decisions of the past, with the figures of their days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from meydan.base.packs.public import LoadReport, Pack
from meydan.kernel.strategy.models import Action, Decision, Indicator, Plan
from meydan.kernel.strategy.operations.checking import check_effects
from meydan.kernel.strategy.operations.deciding import Effect, code_of, enter_decision


def load_plan_records(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Write down the decisions of ``plan_records.toml``; one that stands is left as it is."""
    document = pack.document("plan_records")
    made = [_load_decision(row, now, is_sample) for row in document.get("decision", [])]
    if any(made):
        check_effects(now=now)
    return LoadReport(created=sum(made), unchanged=len(made) - sum(made))


def _load_decision(row: Mapping[str, Any], now: datetime, is_sample: bool) -> bool:
    body, number, decided_on = str(row["body"]), str(row["number"]), row["decided_on"]
    if Decision.objects.filter(code=code_of(body, number, decided_on)).exists():
        return False
    enter_decision(
        body=body,
        number=number,
        decided_on=decided_on,
        names=row["names"],
        words=row.get("words", {}),
        plan=Plan.objects.filter(code=row.get("plan", "")).first(),
        actions=list(Action.objects.filter(code__in=[str(code) for code in row.get("actions", [])])),
        effects=[
            Effect(
                Indicator.objects.get(code=one["indicator"]),
                one["direction"],
                float(one["size"]),
                one["check_on"],
            )
            for one in row.get("effects", [])
        ],
        is_sample=is_sample,
        actor=None,
        now=now,
    )
    return True
