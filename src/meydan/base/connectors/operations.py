"""Noting how calls went, and deciding whether the next may be made."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from meydan.base.connectors.engine import rest_s
from meydan.base.connectors.models import ConnectorState

LONGEST_ERROR = 500


def state(code: str) -> ConnectorState:
    """The connector's row, made at its first call."""
    return ConnectorState.objects.get_or_create(code=code)[0]


@transaction.atomic
def may_call(*, code: str, now: datetime, trial_s: float) -> datetime | None:
    """
    Return ``None`` if a call may be made, else until when the system is left alone.

    After the rest one caller wins the trial; the others go on waiting until it is over.
    """
    row = state(code)
    if row.rests_until_at is None:
        return None
    if row.rests_until_at > now:
        return row.rests_until_at
    trial_ends = now + timedelta(seconds=trial_s)
    won = ConnectorState.objects.filter(pk=row.pk, rests_until_at=row.rests_until_at).update(
        rests_until_at=trial_ends
    )
    return None if won else trial_ends


@transaction.atomic
def note_success(*, code: str, now: datetime, latency_s: float) -> None:
    """The system answered: whatever was wrong is over."""
    state(code)
    ConnectorState.objects.filter(code=code).update(
        last_success_at=now,
        latency_s=latency_s,
        failures=0,
        failing_since_at=None,
        rests_until_at=None,
        last_error="",
    )


@transaction.atomic
def note_failure(*, code: str, now: datetime, error: str, retry_after_s: float = 0.0) -> None:
    """The system did not answer, or badly: count it, and leave it alone if that keeps happening."""
    state(code)
    rows = ConnectorState.objects.filter(code=code)
    rows.update(
        failures=F("failures") + 1,
        last_failure_at=now,
        failing_since_at=Coalesce(F("failing_since_at"), now),
        last_error=error[:LONGEST_ERROR],
    )
    pause = max(rest_s(rows.values_list("failures", flat=True).get()), retry_after_s)
    rows.update(rests_until_at=now + timedelta(seconds=pause) if pause else None)


@transaction.atomic
def note_refusal(*, code: str, now: datetime, error: str) -> None:
    """The system works but refuses us (a wrong key, a wrong address): no rest would mend that."""
    state(code)
    ConnectorState.objects.filter(code=code).update(
        last_failure_at=now,
        failing_since_at=Coalesce(F("failing_since_at"), now),
        last_error=error[:LONGEST_ERROR],
        failures=0,
        rests_until_at=None,
    )


@transaction.atomic
def wake(*, code: str) -> None:
    """Let the next call through at once, because a person says the cause is mended."""
    state(code)
    ConnectorState.objects.filter(code=code).update(rests_until_at=None, failures=0)
