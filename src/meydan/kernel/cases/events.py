"""What cases announce to the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from meydan.base.events.public import Event


@dataclass(frozen=True)
class CaseOpened(Event):
    """A case was opened; times in ISO 8601, UTC."""

    kind: ClassVar[str] = "cases.opened"

    case_id: int
    code: str
    service: str
    unit: str
    source: str
    opened_at: str
    alert_id: int | None = None
    place_id: int | None = None
    is_sample: bool = False


@dataclass(frozen=True)
class CaseClosed(Event):
    """Work on a case is over; times in ISO 8601, UTC."""

    kind: ClassVar[str] = "cases.closed"

    case_id: int
    code: str
    service: str
    unit: str
    outcome: str
    opened_at: str
    closed_at: str
    source: str
    alert_id: int | None = None
    is_sample: bool = False


@dataclass(frozen=True)
class CaseReopened(Event):
    """A closed case is worked on again."""

    kind: ClassVar[str] = "cases.reopened"

    case_id: int
    code: str
    service: str
    unit: str
    at: str


@dataclass(frozen=True)
class ClockBreached(Event):
    """
    A legal term ran out while its clock was running.

    ``binds`` says whose term it was (office, party); ``done`` what the machine did then: a transition,
    open_second_authority, or nothing.
    """

    kind: ClassVar[str] = "cases.clock_breached"

    case_id: int
    code: str
    service: str
    unit: str
    clock: str
    due_at: str
    at: str
    binds: str = "office"
    done: str = ""


@dataclass(frozen=True)
class PlaybookTaskBreached(Event):
    """The time of a playbook's task ran out before it was done."""

    kind: ClassVar[str] = "cases.playbook_task_breached"

    task_id: int
    run_id: int
    playbook: str
    unit: str
    due_at: str
    at: str
