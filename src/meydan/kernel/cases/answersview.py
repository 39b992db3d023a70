"""The answers of a case's form as an officer sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from meydan.base.forms.public import Part, SealUnreadable, answers_in, definition_of, in_plain, told
from meydan.base.people.public import Account
from meydan.kernel.cases.models import Case, CaseAnswers
from meydan.kernel.cases.policies import standing_of


@dataclass(frozen=True)
class AnswersView:
    """A case's form: its parts, or why they cannot be read."""

    row: CaseAnswers
    parts: list[Part]
    is_hidden: bool = False
    is_unreadable: bool = False


def answers_for(case: Case, account: Account) -> AnswersView | None:
    """Return the form of a case for those of its unit; others see that there is one, and none of what it says."""
    row = CaseAnswers.objects.select_related("version__form").filter(case=case).first()
    if row is None:
        return None
    if row.erased_at is not None:
        return AnswersView(row, [])
    if not standing_of(account).may("see_reporter", case):
        return AnswersView(row, [], is_hidden=True)
    try:
        return AnswersView(row, _parts(row))
    except SealUnreadable:
        return AnswersView(row, [], is_unreadable=True)


def _parts(row: CaseAnswers) -> list[Part]:
    answers, proofs = answers_in(row.answers_sealed)
    return told(definition_of(row.version), answers, proofs)


def answers_to_take_home(case: Case) -> dict[str, Any] | None:
    """
    Return everything a citizen wrote in the form of a case, in words and as it is kept.

    Nothing when there is no form, or this home's secret cannot read it.
    """
    row = CaseAnswers.objects.select_related("version__form").filter(case=case, erased_at=None).first()
    if row is None:
        return None
    try:
        answers, proofs = answers_in(row.answers_sealed)
    except SealUnreadable:
        return None
    return {
        "case": case.code,
        "form": row.version.form.code,
        "version": row.version.number,
        "sent_at": row.taken_at.isoformat(),
        "answers": in_plain(told(definition_of(row.version), answers, proofs)),
        "kept": answers,
        "origins": proofs,
    }
