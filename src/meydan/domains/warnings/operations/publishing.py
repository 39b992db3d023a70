"""A warning goes out: composed, checked, signed, kept byte for byte, and told."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from meydan.base.audit.public import record
from meydan.base.jobs.public import enqueue
from meydan.base.people.public import Account
from meydan.domains.warnings import home_key
from meydan.domains.warnings.engine.checks.fault import Fault
from meydan.domains.warnings.engine.checks.whole import examine
from meydan.domains.warnings.engine.message import Alert
from meydan.domains.warnings.engine.times import whole_second
from meydan.domains.warnings.errors import NotApproved, NotInForce, WarningUnknown, WarningUnsound
from meydan.domains.warnings.models import Approval, Delivery, PublicWarning, PublishedMessage
from meydan.domains.warnings.queries.composing import alert_of, setting_of
from meydan.domains.warnings.queries.current import forget_in_force

State = PublicWarning.State
Kind = PublicWarning.MessageType
AFTER = {Kind.UPDATE: State.UPDATED, Kind.CANCEL: State.CANCELLED}


@transaction.atomic
def publish(*, identifier: str, actor: Account, now: datetime) -> PublishedMessage:
    """
    Send an approved warning out.

    Its XML is signed with the home's key, read again and checked before it is kept; what it replaces ends with
    the same stroke. Lists are told by a job after the transaction.

    :raises NotApproved: if a second person has not approved it as it stands
    :raises NotInForce: if what it follows is no longer in force
    :raises WarningUnsound: if it has faults, for instance because its end has passed meanwhile
    """
    moment = whole_second(now)
    warning = PublicWarning.objects.select_for_update().filter(identifier=identifier).first()
    if warning is None:
        raise WarningUnknown(identifier)
    approval = Approval.objects.filter(warning=warning, version=warning.version).first()
    if warning.state != State.APPROVED or approval is None:
        raise NotApproved(identifier)
    _end_previous(warning, moment)
    alert = alert_of(warning, moment)
    body, signer = _written(alert)
    _sound(body, warning, alert)
    warning.state, warning.sent_at = State.PUBLISHED, moment
    warning.save(update_fields=["state", "sent_at"])
    message = PublishedMessage.objects.create(
        warning=warning, xml=body, sha256=hashlib.sha256(body).hexdigest(), sender=alert.sender, signer=signer,
        published_by=actor, published_at=now, is_sample=warning.is_sample,
    )  # fmt: skip
    for channel in (Delivery.Channel.PAGE, Delivery.Channel.FEED):
        Delivery.objects.create(warning=warning, channel=channel, at=now)
    record(
        verb=f"warnings.{warning.msg_type.lower()}_published",
        actor=actor,
        thing=warning.ref,
        payload={"identifier": identifier, "sha256": message.sha256, "approved_by": approval.approved_by_id},
        now=now,
    )
    if not warning.is_sample:
        enqueue("warnings.tell", key=f"warnings.tell:{warning.pk}", warning_id=warning.pk)
    transaction.on_commit(forget_in_force)
    return message


def _end_previous(warning: PublicWarning, now: datetime) -> None:
    if warning.previous_id is None:
        return
    # A condition, not a look: two successors cannot both find it in force.
    ended = PublicWarning.objects.filter(
        pk=warning.previous_id, state=State.PUBLISHED, expires_at__gt=now
    ).update(state=AFTER[Kind(warning.msg_type)])
    if not ended:
        raise NotInForce(warning.identifier)


def _written(alert: Alert) -> tuple[bytes, str]:
    """The XML and who signed it; unsigned in a home that has no key yet."""
    # The signature library is loaded when something is signed, not when the program starts.
    from meydan.domains.warnings.engine.writing import to_xml

    held = home_key.signing_pair()
    if held is None:
        return to_xml(alert), ""
    from meydan.domains.warnings.engine.signature import signed, signer_name

    return signed(alert, key=held.key, certificate=held.certificate), signer_name(held.certificate)


def _sound(body: bytes, warning: PublicWarning, alert: Alert) -> None:
    """Read what was written as a stranger would, and go on only if it says the same and has no fault."""
    from meydan.domains.warnings.engine.reading import from_xml
    from meydan.domains.warnings.schema_check import schema_faults

    faults = [*schema_faults(body), *examine(body, setting_of(warning))]
    if not faults and from_xml(body) != alert:
        faults = [Fault("reads_otherwise")]
    if faults:
        raise WarningUnsound(faults)
