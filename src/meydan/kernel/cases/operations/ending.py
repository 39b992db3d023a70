"""What the end of a case, and its beginning anew, bring with them."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from meydan.base.events.public import publish
from meydan.kernel.cases.events import CaseClosed, CaseReopened
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.operations.clocks import end_clocks, start_clocks
from meydan.kernel.observations.public import Alert, AlertAlreadySettled, settle_alert


def close(case: Case, outcome: str, now: datetime) -> None:
    """Close a case (unsaved): its clocks end, its alert is settled, the rooms above hear of it."""
    end_clocks(case, now=now)
    late = (
        case.clocks.filter(state="missed").order_by("breached_at", "id").values_list("breached_at", flat=True)
    )
    case.breached_at = case.breached_at or late.first()
    case.closed_at, case.outcome = now, outcome
    announce_closed(case, now)


def announce_closed(case: Case, now: datetime) -> None:
    """Tell the alert that opened a case, and the rooms above, that it is closed."""
    _settle_alert(case, now)
    publish(
        CaseClosed(
            case_id=case.pk,
            code=case.code,
            service=case.service.code,
            unit=case.unit.code,
            outcome=case.outcome,
            opened_at=case.opened_at.isoformat(),
            closed_at=now.isoformat(),
            source=case.source,
            alert_id=case.alert_id,
            is_sample=case.is_sample,
        ),
        now,
    )


def _settle_alert(case: Case, now: datetime) -> None:
    """Tell the alert that opened this case that people acted on it."""
    if case.alert_id is None:
        return
    # Somebody may have dismissed the alert while the case was open: their word stands.
    with suppress(AlertAlreadySettled, Alert.DoesNotExist), transaction.atomic():
        settle_alert(case.alert_id, "acted", now)


def reopen(case: Case, now: datetime) -> None:
    """
    Open a closed case again (unsaved), with clocks of a new round.

    The outcome it had stands in its history, in the line that closed it, which nobody can take away.
    """
    case.closed_at, case.outcome, case.is_satisfied = None, "", None
    case.reopened_count += 1
    start_clocks(case, now=now)
    publish(
        CaseReopened(
            case_id=case.pk,
            code=case.code,
            service=case.service.code,
            unit=case.unit.code,
            at=now.isoformat(),
        ),
        now,
    )
