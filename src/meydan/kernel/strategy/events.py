"""What the plan announces to the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from meydan.base.events.public import Event


@dataclass(frozen=True)
class ActionMoved(Event):
    """A unit said how far its action is; the time in ISO 8601, UTC."""

    kind: ClassVar[str] = "strategy.action_moved"

    code: str
    progress_percent: int
    status: str
    at: str


@dataclass(frozen=True)
class IndicatorsCounted(Event):
    """Indicators have new values; the time in ISO 8601, UTC."""

    kind: ClassVar[str] = "strategy.indicators_counted"

    indicator_ids: list[int]
    at: str
