"""Keeps why a closed case is opened again."""

from __future__ import annotations

from datetime import datetime

from meydan.kernel.cases.models import Case, CaseEvent, Reopening
from meydan.kernel.cases.queries.reopening import OTHER, reasons_for


class ReasonUnknown(LookupError):
    """The list of the service has no such reason."""


def check_reason(case: Case, code: str) -> None:
    """
    Go on only with a reason of the service's list; none at all is let through for machines and old callers.

    :raises ReasonUnknown: if the list has no such reason
    """
    if code and code not in {one.code for one in reasons_for(case.service)}:
        raise ReasonUnknown(code)


def speaks_for_itself(code: str) -> bool:
    """Whether a reason needs no words beside it."""
    return bool(code) and code != OTHER


def keep_reason(
    case: Case, event: CaseEvent, *, reason: str, by: str, outcome: str, now: datetime
) -> Reopening:
    """
    Write why a case is opened again, beside its line of history; inside the caller's transaction.

    :param outcome: how it had ended
    """
    case.reopen_reason = reason
    return Reopening.objects.create(
        event=event,
        case=case,
        service=case.service,
        reason=reason,
        by=by,
        outcome=outcome,
        at=now,
        is_sample=case.is_sample,
    )
