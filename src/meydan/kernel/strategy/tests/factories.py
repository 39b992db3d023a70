"""A small plan for tests of every room."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from meydan.base.people.tests.factories import unit
from meydan.kernel.strategy.models import Action, ActionIndicator, Goal, Indicator, IndicatorValue, Plan

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def names(word: str) -> dict[str, str]:
    """A name in three languages that tells them apart."""
    return {"tr": f"{word} tr", "fa": f"{word} fa", "en": f"{word} en"}


def plan(code: str = "plan", **fields: Any) -> Plan:
    """A published plan of five years."""
    facts = {"names": names("Plan"), "starts_on": date(2025, 1, 1), "ends_on": date(2029, 12, 31)}
    found = Plan.objects.filter(code=code).first()
    return found or Plan.objects.create(code=code, **{**facts, "status": "published", **fields})


def action(code: str = "1.1", **fields: Any) -> Action:
    """An action of the works unit, half done after half of its time, spoken of today."""
    goal, _made = Goal.objects.get_or_create(
        plan=plan(), code="1", defaults={"names": names("Goal"), "theme": "water"}
    )
    facts = {
        "names": names(f"Action {code}"),
        "unit": unit("works"),
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2027, 10, 15),
        "progress_percent": 50,
        "status": "running",
        "updated_at": MONDAY,
    }
    return Action.objects.create(goal=goal, code=code, **{**facts, **fields})


def indicator(code: str = "figure", **fields: Any) -> Indicator:
    """An indicator that people type in."""
    return Indicator.objects.create(code=code, **{"names": names(code), "freshness_days": 30, **fields})


def value(of: Indicator, on: date, figure: float | None, **fields: Any) -> IndicatorValue:
    """A value as it stood on a day, computed at nine in the morning."""
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    return IndicatorValue.objects.create(
        indicator=of, on=on, value=figure, **{"computed_at": at, "last_input_at": at, **fields}
    )


def connect(what: Action, by: Indicator) -> None:
    """Say that an action should move an indicator."""
    ActionIndicator.objects.create(action=what, indicator=by)
