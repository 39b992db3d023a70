"""Contracts, agreements and budget lines as they are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from meydan.kernel.strategy.engine.budget import disagreements, totals
from meydan.kernel.strategy.models import Action, Agreement, BudgetLine, Contract, Plan
from meydan.kernel.strategy.models.money import RENEW_BEFORE


@dataclass(frozen=True)
class ActionBudget:
    """An action's years, their sums, and what does not add up."""

    action: Action
    lines: list[BudgetLine]
    planned: Decimal
    allocated: Decimal
    spent: Decimal
    faults: list[str]


def contracts() -> QuerySet[Contract]:
    """Every contract with its amendments and its action, the newest first."""
    return (
        Contract.objects.select_related("action__goal__plan")
        .prefetch_related("amendments")
        .order_by("-signed_on", "-pk")
    )


def contracts_asked(status: str = "", words: str = "") -> QuerySet[Contract]:
    """
    Contracts narrowed by their status and by words in number, subject or contractor.

    :param words: letter by letter, in any language the subject was written in
    """
    rows = contracts()
    if status:
        rows = rows.filter(status=status)
    if words:
        found = Q(number__icontains=words) | Q(contractor__icontains=words)
        for language in ("tr", "fa", "en"):
            found |= Q(**{f"names__{language}__icontains": words})
        rows = rows.filter(found)
    return rows


def contract(code: str) -> Contract:
    """
    One contract.

    :raises Contract.DoesNotExist: if there is none
    """
    return contracts().get(code=code)


def agreements() -> QuerySet[Agreement]:
    """Every agreement, those that end soonest first, those without an end last."""
    return Agreement.objects.select_related("action").order_by(F("expires_on").asc(nulls_last=True), "pk")


def agreements_to_renew(today: date) -> QuerySet[Agreement]:
    """Agreements that end within ninety days."""
    return agreements().filter(expires_on__gte=today, expires_on__lte=today + RENEW_BEFORE)


def budgets(plan: Plan) -> list[ActionBudget]:
    """The budget of every action that has lines, in the plan's order; two queries."""
    lines: dict[int, list[BudgetLine]] = {}
    for line in BudgetLine.objects.filter(action__goal__plan=plan).order_by("year"):
        lines.setdefault(line.action_id, []).append(line)
    actions = (
        Action.objects.filter(pk__in=lines)
        .select_related("goal", "unit")
        .order_by("goal__order", "order", "pk")
    )
    return [budget_of(action, lines[action.pk]) for action in actions]


def budget_of(action: Action, lines: list[BudgetLine]) -> ActionBudget:
    """An action's lines with their sums."""
    planned, allocated, spent = totals(lines)
    return ActionBudget(
        action, lines, planned, allocated, spent, disagreements(lines, action.budget, action.spent)
    )
