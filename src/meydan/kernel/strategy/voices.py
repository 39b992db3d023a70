"""Where people say what they think of a plan: rooms above tell it, for the whole plan and for its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from meydan.kernel.strategy.models import Action, Goal, Plan

WHOLE = ""


@dataclass(frozen=True)
class Voice:
    """A page on which people speak, and what the link says."""

    href: str
    words: str


# From "strategy.goal:1", "strategy.action:1.1", or ``WHOLE``, to where people speak to it.
Voices = Callable[[Plan, datetime], Mapping[str, Voice]]
_voices: dict[str, Voices] = {}


def register_plan_voices(name: str, voices: Voices) -> None:
    """Let a room above say where people speak to a plan; called from ``apps.ready()``. Asked once a page."""
    _voices[name] = voices


def voices_about(plan: Plan, now: datetime) -> dict[str, Voice]:
    """Where people speak to a plan and its parts now; nothing for a plan that is not open for comments."""
    if plan.status != Plan.Status.CONSULTATION:
        return {}
    return {ref: voice for _name, told in sorted(_voices.items()) for ref, voice in told(plan, now).items()}


def give_voices(
    voices: Mapping[str, Voice], *, goals: Iterable[Goal] = (), actions: Iterable[Action] = ()
) -> None:
    """Set on each part where people speak to it."""
    for goal in goals:
        goal.voice = voices.get(f"strategy.goal:{goal.code}")
    for one in actions:
        one.voice = voices.get(f"strategy.action:{one.code}")
