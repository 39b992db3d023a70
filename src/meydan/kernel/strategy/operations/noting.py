"""What changes of a promise is written down, and nothing changes while a missed date is unexplained."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from meydan.kernel.strategy.models import Action, ActionChange


class ExplanationMissing(Exception):
    """The date has passed: nothing may be changed before the reason is written."""


def told_of(action: Action) -> dict[str, Any]:
    """The fields whose history everybody reads, as JSON holds them."""
    return {
        "status": action.status,
        "starts_on": action.starts_on.isoformat(),
        "ends_on": action.ends_on.isoformat(),
        "budget": None if action.budget is None else f"{action.budget:.2f}",
        "spent": None if action.spent is None else f"{action.spent:.2f}",
        "unit": action.unit.code if action.unit else "",
        "explanation": dict(action.explanation),
    }


def note_changes(action: Action, before: Mapping[str, Any], *, way: str, now: datetime) -> list[ActionChange]:
    """
    Write down what differs from ``before``; called inside the transaction that changes the action.

    :param before: ``told_of`` the action as it stood
    """
    after = told_of(action)
    return ActionChange.objects.bulk_create(
        [
            ActionChange(
                action=action,
                field=field,
                before=was,
                after=after[field],
                way=way,
                changed_at=now,
                is_sample=action.is_sample,
            )
            for field, was in before.items()
            if was != after[field]
        ]
    )
