"""The second person: letting a warning go out, or sending it back."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.domains.warnings.errors import (
    ChangedMeanwhile,
    DraftedByNobody,
    NotInWork,
    SamePerson,
    SendBackReasonMissing,
    WarningUnsound,
)
from meydan.domains.warnings.models import Approval, PublicWarning
from meydan.domains.warnings.operations.drafting import held_in_work
from meydan.domains.warnings.queries.composing import faults_in

State = PublicWarning.State


@transaction.atomic
def approve(*, identifier: str, actor: Account, now: datetime, expected_version: int) -> PublicWarning:
    """
    Let a warning go out as it was read.

    :raises SamePerson: if this person wrote a part of it
    :raises DraftedByNobody: if no officer stands behind the draft yet
    :raises WarningUnsound: if it has faults
    :raises ChangedMeanwhile: if it is no longer what this person read, or another approved it meanwhile
    :raises NotInWork: if it has left the house
    """
    warning = held_in_work(identifier, expected_version)
    if warning.state == State.APPROVED:
        raise ChangedMeanwhile(identifier)
    if warning.drafted_by is None:
        raise DraftedByNobody(identifier)
    if actor.pk in warning.writers or actor.pk == warning.drafted_by_id:
        raise SamePerson(identifier)
    if faults := faults_in(warning, now):
        raise WarningUnsound(faults)
    try:
        with transaction.atomic():
            Approval.objects.create(
                warning=warning, drafted_by=warning.drafted_by, approved_by=actor, approved_at=now,
                version=warning.version,
            )  # fmt: skip
    except IntegrityError as clash:
        raise ChangedMeanwhile(identifier) from clash
    PublicWarning.objects.filter(pk=warning.pk).update(state=State.APPROVED)
    warning.state = State.APPROVED
    record(
        verb="warnings.approved", actor=actor, thing=warning.ref, payload={"identifier": identifier}, now=now
    )
    return warning


@transaction.atomic
def send_back(
    *, identifier: str, reason: str, actor: Account, now: datetime, expected_version: int
) -> PublicWarning:
    """
    Give a draft back with what to change; an approval falls.

    :raises SendBackReasonMissing: without a reason
    :raises ChangedMeanwhile: if it is no longer what this person read
    :raises NotInWork: if it has left the house
    """
    if not reason.strip():
        raise SendBackReasonMissing(identifier)
    warning = held_in_work(identifier, expected_version)
    if not warning.is_in_work:
        raise NotInWork(identifier)
    Approval.objects.filter(warning=warning).delete()
    warning.state, warning.sent_back, warning.version = State.DRAFT, reason.strip(), warning.version + 1
    warning.save(update_fields=["state", "sent_back", "version"])
    record(
        verb="warnings.sent_back",
        actor=actor,
        thing=warning.ref,
        payload={"identifier": identifier, "reason": reason.strip()},
        now=now,
    )
    return warning
