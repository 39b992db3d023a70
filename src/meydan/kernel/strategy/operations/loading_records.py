"""What stands around a plan in a pack: decisions of the past, contracts, agreements, budget lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from meydan.base.packs.public import LoadReport, Pack
from meydan.kernel.strategy.models import Action, Agreement, BudgetLine, Contract, Decision, Indicator, Plan
from meydan.kernel.strategy.operations.checking import check_effects
from meydan.kernel.strategy.operations.deciding import Effect, code_of, enter_decision
from meydan.kernel.strategy.operations.ledger import keep_ledger
from meydan.kernel.strategy.operations.money import amend_contract, enter_agreement, set_budget_lines


def load_plan_records(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Write down what ``plan_records.toml`` holds; what stands is left as it is."""
    document = pack.document("plan_records")
    made = [_load_decision(row, now, is_sample) for row in document.get("decision", [])]
    if any(made):
        check_effects(now=now)
    made += [_load_contract(row, now, is_sample) for row in document.get("contract", [])]
    made += [_load_agreement(row, now, is_sample) for row in document.get("agreement", [])]
    made += [_load_budget(row, now, is_sample) for row in document.get("budget", [])]
    if document:
        keep_ledger(now=now)
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


def _action(row: Mapping[str, Any]) -> Action | None:
    return Action.objects.filter(code=str(row.get("action", ""))).first()


def _load_contract(row: Mapping[str, Any], now: datetime, is_sample: bool) -> bool:
    number = str(row["number"])
    if Contract.objects.filter(number=number).exists():
        return False
    made = Contract.objects.create(
        code=slugify(number), number=number, names=row["names"], contractor=row["contractor"],
        amount=row.get("amount"), signed_on=row.get("signed_on"), starts_on=row.get("starts_on"),
        ends_on=row.get("ends_on"), action=_action(row), notice_href=row.get("notice", ""),
        status=row.get("status", "running"), entered_at=now, is_sample=is_sample,
    )  # fmt: skip
    for change in row.get("amendments", []):
        amend_contract(
            contract=made, signed_on=change["signed_on"], amount_change=Decimal(str(change.get("amount", 0))),
            ends_on=change.get("ends_on"), reason=change["reason"], is_sample=is_sample, actor=None, now=now,
        )  # fmt: skip
    return True


def _load_agreement(row: Mapping[str, Any], now: datetime, is_sample: bool) -> bool:
    if Agreement.objects.filter(partner=row["partner"], signed_on=row["signed_on"]).exists():
        return False
    enter_agreement(
        partner=row["partner"], names=row["names"], signed_on=row["signed_on"], expires_on=row.get("expires_on"),
        action=_action(row), is_sample=is_sample, actor=None, now=now,
    )  # fmt: skip
    return True


def _load_budget(row: Mapping[str, Any], now: datetime, is_sample: bool) -> bool:
    action = _action(row)
    if action is None or BudgetLine.objects.filter(action=action).exists():
        return False
    lines = [
        (int(year), *(Decimal(str(amount)) for amount in amounts)) for year, amounts in row["years"].items()
    ]
    set_budget_lines(action=action, lines=lines, is_sample=is_sample, actor=None, now=now)  # type: ignore[arg-type]
    return True
