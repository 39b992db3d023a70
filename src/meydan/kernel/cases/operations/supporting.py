"""Somebody has the same problem: counted once, told when they ask for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from meydan.kernel.cases.models import Case, CaseEvent, Reporter, Supporter
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.operations.flood import network_of
from meydan.kernel.cases.privacy import digest, seal_text


class AlreadyCounted(Exception):
    """This phone or connection stands with the case already, as its reporter or a supporter."""


class CaseOver(Exception):
    """The case is closed: what is still wrong is a report of its own."""


@transaction.atomic
def support(*, case_id: int, address: str, phone: str = "", language: str = "", now: datetime) -> Supporter:
    """
    Let somebody say "me too" to an open case.

    One phone stands once with a case. One connection counts once; somebody else on it who leaves a phone will
    hear what becomes of the case, uncounted, since a family or a whole village may share a connection.

    :param address: of the connection, of which a keyed digest is kept; empty when an officer writes for somebody
    :param phone: in E.164, to hear what becomes of it; may be empty
    :raises CaseOver: if the case is closed
    :raises AlreadyCounted: if this phone is there, or there is no phone and the connection is counted
    """
    # Touching the row holds it, so that two at once are counted one after the other.
    if not Case.objects.filter(pk=case_id, closed_at=None).update(updated_at=now):
        raise CaseOver(str(case_id))
    case = Case.objects.select_related("service", "unit").get(pk=case_id)
    phone_digest = digest("phone", phone)
    address_digest = digest("address", network_of(address))
    if phone and _stands(case, phone_digest=phone_digest):
        raise AlreadyCounted(case.code)
    is_counted = not (address and _stands(case, address_digest=address_digest))
    if not is_counted and not phone:
        raise AlreadyCounted(case.code)
    supporter = Supporter.objects.create(
        case=case,
        phone_sealed=seal_text(phone),
        phone_digest=phone_digest,
        address_digest=address_digest,
        language=language or "en",
        is_counted=is_counted,
        at=now,
    )
    if is_counted:
        _count(case, now)
    return supporter


def _stands(case: Case, **digest_of: str) -> bool:
    """Whether the case's reporter or a supporter bears a digest."""
    counted = Supporter.objects.filter(case=case, **digest_of)
    return counted.exists() or Reporter.objects.filter(case=case, **digest_of).exists()


def _count(case: Case, now: datetime) -> None:
    Case.objects.filter(pk=case.pk).update(supporter_count=F("supporter_count") + 1)
    append(case, CaseEvent.Verb.SUPPORTED, actor=None, now=now, body={"count": case.supporter_count + 1})


def forget_connections(*, closed_before: datetime) -> int:
    """Forget the connections of reporters and supporters of cases long closed; return how many."""
    old = {"case__closed_at__lt": closed_before}
    gone = Supporter.objects.filter(**old).exclude(address_digest="").update(address_digest="")
    return gone + Reporter.objects.filter(**old).exclude(address_digest="").update(address_digest="")
