"""What stands on a case's page besides the case: bodies, referrals, other cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from meydan.base.locale.public import text
from meydan.kernel.cases.bodyview import body_panel
from meydan.kernel.cases.models import Case, CaseRelation, Referral
from meydan.kernel.cases.policies import Standing
from meydan.kernel.cases.presentation import ClockFace, case_face
from meydan.kernel.cases.queries.bodies import local_day
from meydan.kernel.cases.queries.relations import ties_of
from meydan.kernel.cases.tie_forms import AnswerForm, BesideForm, OriginForm, ReferForm, TieForm


@dataclass(frozen=True)
class ReferralView:
    """One referral as the page shows it."""

    referral: Referral
    where: str
    is_late: bool
    can_answer: bool
    answer: forms.Form

    @property
    def tone(self) -> str:
        """How its chip is shown."""
        if self.referral.state == Referral.State.OPEN:
            return "bad" if self.is_late else "watch"
        return "good" if self.referral.state == Referral.State.ANSWERED else "stale"


@dataclass(frozen=True)
class TieView:
    """One tie as the page of either case shows it."""

    relation: CaseRelation
    other: Case
    is_above: bool
    can_undo: bool
    face: ClockFace | None


def panels_of(
    case: Case, standing: Standing, typed: Mapping[str, Any] | None = None, *, with_forms: bool = False
) -> dict[str, Any]:
    """
    Return the panels of a case's page by name; ``case`` comes from ``case_in_full``.

    :param typed: what was sent and refused; the form it belongs to shows it again
    :param with_forms: whether the reader asked for the forms, which few visits need
    """
    today = local_day(timezone.now())
    may = standing.may("act", case)
    panels: dict[str, Any] = {
        "body": body_panel(case, standing.account),
        "referrals": _referrals(case, standing, today, typed),
        "origin": getattr(case, "origin", None),
        "ties": _ties(case, standing),
        "may": may,
        "may_open": may and not case.is_closed,
    }
    if panels["may_open"] and (with_forms or typed):
        panels |= {
            "refer": _form(ReferForm, "refer", typed, letter_on=today),
            "origin_form": _form(OriginForm, "origin", typed, received_on=today),
            "tie": _form(TieForm, "tie", typed, how=TieForm.JOIN),
            "beside": _form(BesideForm, "beside", typed, how="split"),
        }
    return panels


def _form(kind: type[forms.Form], name: str, typed: Mapping[str, Any] | None, **initial: Any) -> forms.Form:
    data = typed if typed and typed.get("panel") == name else None
    return kind(data, initial=initial, auto_id=f"{name}-%s")


def _referrals(
    case: Case, standing: Standing, today: date, typed: Mapping[str, Any] | None
) -> list[ReferralView]:
    found = Referral.objects.filter(case=case).select_related("unit").order_by("-id")
    return [
        ReferralView(
            referral=one,
            where=text(one.unit.names) if one.unit else one.institution,
            is_late=one.due_on is not None and one.due_on < today,
            can_answer=one.state == Referral.State.OPEN
            and (standing.may("act", case) or _is_asked(one, standing)),
            answer=_form(AnswerForm, f"answer{one.pk}", typed, answered_on=today),
        )
        for one in found
    ]


def _is_asked(referral: Referral, standing: Standing) -> bool:
    unit = referral.unit
    return unit is not None and any(unit.path.startswith(path) for path in standing.paths)


def _ties(case: Case, standing: Standing) -> list[TieView]:
    views, now = [], timezone.now()
    for relation in ties_of(case):
        is_above = relation.lower_id == case.pk
        keeper = relation.upper if relation.kind == CaseRelation.Kind.CHILD else relation.lower
        can_undo = relation.kind != CaseRelation.Kind.SPLIT and standing.may("act", keeper)
        other = relation.upper if is_above else relation.lower
        face = None if other.is_closed else case_face(other, now)
        views.append(TieView(relation, other, is_above, can_undo, face))
    return views
