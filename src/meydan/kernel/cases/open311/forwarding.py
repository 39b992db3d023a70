"""Hands cases of some services on to the server that works on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from meydan.base.audit.public import record
from meydan.base.connectors.public import AnswerRefused, CallFailed
from meydan.base.jobs.public import enqueue
from meydan.base.people.public import Account
from meydan.base.sealing.public import seal_text
from meydan.kernel.cases.events import CaseOpened
from meydan.kernel.cases.models import Case, Open311Endpoint, Open311Forwarding
from meydan.kernel.cases.open311 import remote
from meydan.kernel.cases.operations.words import add_note

JOB = "cases.open311_forward"
# They understood and will not: the same again would be refused again. 408 and 429 say "later".
FINAL = frozenset(range(400, 500)) - {408, 429}


@transaction.atomic
def keep_endpoint(
    *,
    endpoint_id: int | None,
    name: str,
    address: str,
    jurisdiction_id: str,
    api_key: str,
    services: Mapping[str, str],
    is_active: bool,
    now: datetime,
    actor: Account | None = None,
) -> Open311Endpoint:
    """Write down a server; an empty ``api_key`` keeps the one that is known."""
    facts = {"name": name, "address": address.rstrip("/"), "jurisdiction_id": jurisdiction_id,
             "services": dict(services), "is_active": is_active}  # fmt: skip
    if api_key:
        facts["key_sealed"] = seal_text(api_key, purpose=remote.PURPOSE)
    if endpoint_id is None:
        kept = Open311Endpoint.objects.create(**facts, made_at=now)
    else:
        Open311Endpoint.objects.filter(pk=endpoint_id).update(**facts)
        kept = Open311Endpoint.objects.get(pk=endpoint_id)
    payload = {"name": name, "address": address, "services": dict(services), "is_active": is_active}
    record(verb="cases.open311_endpoint", actor=actor, thing="", payload=payload, now=now)
    return kept


def forward_opened(event: CaseOpened, now: datetime) -> Open311Forwarding | None:
    """Write down that a new case goes to the server of its service, and let a job send it; samples stay here."""
    if event.is_sample:
        return None
    active = Open311Endpoint.objects.filter(is_active=True).order_by("pk")
    endpoint = next((one for one in active if event.service in one.services), None)
    if endpoint is None or not Case.objects.filter(pk=event.case_id).exists():
        return None
    row, is_new = Open311Forwarding.objects.get_or_create(
        case_id=event.case_id, defaults={"endpoint": endpoint, "made_at": now}
    )
    if is_new:
        enqueue(JOB, key=f"{JOB}:{row.pk}", forwarding_id=row.pk)
    return row


def send(*, forwarding_id: int, now: datetime, is_last: bool = False) -> None:
    """
    Send a case, once they took it never again.

    What was sent and not answered is sent again, under the same name: a server that knows ``Idempotency-Key`` opens
    one request, another may open two, and none is lost.

    :raises CallFailed: if it may go better next time
    """
    row = Open311Forwarding.objects.select_related("case__service", "endpoint").get(pk=forwarding_id)
    if row.state != Open311Forwarding.State.WAITING:
        return
    try:
        told = remote.post(row.endpoint, _form(row), repeat_key=f"{settings.MEYDAN_HOME.key}-{row.case_id}")
        first = told[0] if told else {}
        number, token = remote.said(first, "service_request_id", 120), remote.said(first, "token", 120)
        if not number and not token:
            raise CallFailed(f"{row.endpoint.name} gave neither a number nor a token")
    except CallFailed as fault:
        is_final = isinstance(fault, AnswerRefused) and fault.response.status in FINAL
        _note_failed(row, str(fault), now, is_final=is_final or is_last)
        if is_final:
            return
        raise
    _note_sent(row, number, token, now)


def _form(row: Open311Forwarding) -> dict[str, str]:
    """What they need to find and mend it; who reported stays here."""
    case = row.case
    return {
        "service_code": row.endpoint.services.get(case.service.code, ""),
        "lat": "" if case.lat is None else str(case.lat),
        "long": "" if case.lon is None else str(case.lon),
        "address_string": case.address,
        "description": case.description or case.service.code,
    }


@transaction.atomic
def _note_sent(row: Open311Forwarding, number: str, token: str, now: datetime) -> None:
    waiting = Open311Forwarding.objects.filter(pk=row.pk, state=Open311Forwarding.State.WAITING)
    if waiting.update(
        state=Open311Forwarding.State.SENT,
        their_id=number,
        their_token=token,
        sent_at=now,
        heard_at=now,
        last_error="",
    ):
        add_note(case_id=row.case_id, text=f"{row.endpoint.name}: {number or token}", actor=None, now=now)


@transaction.atomic
def _note_failed(row: Open311Forwarding, error: str, now: datetime, *, is_final: bool) -> None:
    waiting = Open311Forwarding.objects.filter(pk=row.pk, state=Open311Forwarding.State.WAITING)
    waiting.update(last_error=error[:300])
    if is_final and waiting.update(state=Open311Forwarding.State.REFUSED):
        add_note(case_id=row.case_id, text=f"{row.endpoint.name}: ✗ {error}", actor=None, now=now)
