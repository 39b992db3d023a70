"""A hearing about a plan change knows where the law takes objections to it."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from meydan.domains.participation.public import ObjectionDoor
from meydan.domains.planning.public import PlanUnknown, display


def objections_to(case_code: str, now: datetime) -> ObjectionDoor | None:
    """Where the plan-change case of a code is objected to; nothing where it does not hang out."""
    try:
        found = display(case_code)
    except PlanUnknown:
        return None
    return ObjectionDoor(
        href=reverse("planning:plan", args=[case_code]),
        object_href=reverse("planning:object", args=[case_code]),
        until_at=found.until_at,
        is_open=found.is_open_at(now),
        count=found.objection_count,  # type: ignore[attr-defined]
        undecided=found.undecided_count,  # type: ignore[attr-defined]
    )
