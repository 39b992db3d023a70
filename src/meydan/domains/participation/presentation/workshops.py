"""How a meeting is shown: when, where, who came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from meydan.base.locale.public import format_moment, format_number, text
from meydan.base.ui.public import Bar, Chart, bars
from meydan.domains.participation.models import Attendance, Consultation
from meydan.kernel.strategy.public import Action, Goal

FEWEST_DIVIDED = 5


def meeting(held: Consultation) -> dict[str, Any]:
    """When, where, about which goals and actions, how many of whom."""
    told = held.workshop
    rows = list(told.attendance.order_by("-count", "kind"))
    return {
        "when": format_moment(told.starts_at), "where": text(told.where), "subjects": subjects(told.subject_refs),
        "attendance": [_row(one) for one in rows], "total": format_number(sum(one.count for one in rows)),
        "chart": chart(rows), "invited": told.invitations.count(),
    }  # fmt: skip


def subjects(refs: Sequence[str]) -> list[dict[str, str]]:
    """The goals and actions by name; what the plan does not know any more is left out."""
    codes = [ref.rpartition(":")[2] for ref in refs]
    actions = [
        {"code": one.code, "name": text(one.names)} for one in Action.objects.filter(code__in=codes).order_by("code")
    ]  # fmt: skip
    goals = [
        {"code": "", "name": text(one.names)} for one in Goal.objects.filter(code__in=codes).order_by("code")
    ]
    return goals + actions


def chart(rows: Sequence[Attendance]) -> Chart | None:
    """How many of each kind, as bars with their table."""
    if not rows:
        return None
    return bars(
        [Bar(str(one.get_kind_display()), one.count) for one in rows], title=_("Who came"),
        sentence=_("People by the kind of organisation they came from."), unit=_("people"),
    )  # fmt: skip


def _row(one: Attendance) -> dict[str, str]:
    def part(many: int | None) -> str:
        # Of fewer than five people it would say who they were.
        return "—" if many is None or one.count < FEWEST_DIVIDED else format_number(many)

    return {
        "kind": str(one.get_kind_display()), "count": format_number(one.count), "women": part(one.women),
        "men": part(one.men), "young": part(one.young),
    }  # fmt: skip
