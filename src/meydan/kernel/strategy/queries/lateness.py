"""Promises whose day has passed while nobody has said why."""

from __future__ import annotations

from datetime import date

from meydan.kernel.strategy.models import Action, ActionChange, Plan

OPEN = (Action.Status.PLANNED, Action.Status.RUNNING)


def owes_explanation(action: Action, today: date) -> bool:
    """Whether the action's day has passed, it is not finished, and no reason stands."""
    return action.status in OPEN and action.ends_on < today and not any(action.explanation.values())


def owing(plan: Plan, today: date) -> list[Action]:
    """The plan's actions that owe an explanation, in the plan's order."""
    late = Action.objects.filter(goal__plan=plan, status__in=OPEN, ends_on__lt=today).order_by("order", "pk")
    return [action for action in late if owes_explanation(action, today)]


def changes_of(action: Action, limit: int = 100) -> list[ActionChange]:
    """What was changed of an action, the newest first."""
    return list(ActionChange.objects.filter(action=action).order_by("-changed_at", "-pk")[:limit])
