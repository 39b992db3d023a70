"""What other rooms bring to hearings: where objections to a plan are lodged, which stay cases of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ObjectionDoor:
    """Where a plan is objected to by law: the page, until when, how many came and how many are undecided."""

    href: str
    object_href: str
    until_at: datetime
    is_open: bool
    count: int
    undecided: int


Find = Callable[[str, datetime], ObjectionDoor | None]
_doors: list[Find] = []


def register_objections(find: Find) -> None:
    """Say where objections to a plan-change case (by its code) are lodged; called from ``apps.ready()``."""
    if find not in _doors:
        _doors.append(find)


def objections_of(case_code: str, now: datetime) -> ObjectionDoor | None:
    """Where the law takes objections to that case's plan; nothing where there is none."""
    if not case_code:
        return None
    return next((door for find in _doors if (door := find(case_code, now)) is not None), None)
