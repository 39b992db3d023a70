"""What people do about an alert."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.base.events.public import publish
from meydan.base.people.public import Account
from meydan.kernel.observations.events import AlertClosed
from meydan.kernel.observations.models import Alert

# An alert that passed by itself may still be acted on or dismissed: its case is often closed later.
UNSETTLED = (Alert.Status.OPEN, Alert.Status.EXPIRED)


class AlertAlreadySettled(Exception):
    """Somebody acted on the alert or dismissed it before."""


class ReasonMissing(Exception):
    """An alert is dismissed with a reason that can be read later."""


@transaction.atomic
def dismiss_alert(*, alert_id: int, reason: str, actor: Account, now: datetime) -> Alert:
    """
    Say that an alert needs no action, and why.

    :raises ReasonMissing: if the reason is empty
    :raises AlertAlreadySettled: if it was acted on or dismissed before
    """
    if not reason.strip():
        raise ReasonMissing
    return _settle(alert_id, Alert.Status.DISMISSED, now, reason=reason.strip(), actor=actor)


@transaction.atomic
def settle_alert(alert_id: int, outcome: str, now: datetime, *, reason: str = "") -> Alert:
    """
    Close an alert with what became of it: "acted" or "expired".

    :raises AlertAlreadySettled: if it was acted on or dismissed before
    """
    return _settle(alert_id, Alert.Status(outcome), now, reason=reason)


def _settle(
    alert_id: int, status: Alert.Status, now: datetime, *, reason: str = "", actor: Account | None = None
) -> Alert:
    # One conditional UPDATE: of two people at once, the second is told.
    changed = Alert.objects.filter(pk=alert_id, status__in=UNSETTLED).update(
        status=status, closed_at=now, reason=reason, closed_by=actor
    )
    alert = Alert.objects.select_related("rule").get(pk=alert_id)
    if not changed:
        raise AlertAlreadySettled(f"alert {alert_id} is {alert.status}")
    announce_closed(alert, now)
    return alert


def announce_closed(alert: Alert, now: datetime) -> None:
    """Publish that an alert was closed."""
    publish(
        AlertClosed(
            alert_id=alert.pk,
            rule=alert.rule.code,
            datastream_id=alert.datastream_id,
            outcome=alert.status,
            peak=alert.peak_value,
            opened_at=alert.opened_at.isoformat(),
            closed_at=now.isoformat(),
        ),
        now,
    )
