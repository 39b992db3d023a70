"""A case follows its appointment: kept, missed, moved or called off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.base.appointments.public import AppointmentChanged
from meydan.base.people.public import Account
from meydan.kernel.cases.models import Case, CaseEvent
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.operations.moving import EvidenceMissing, TransitionNotAllowed, advance
from meydan.kernel.cases.queries.workflows import workflow

# What became of the appointment -> the arrows that a workflow may have for it, tried in order.
ARROWS = {"came": ("arrive", "arrive_after_all"), "missed": ("miss",), "called_off": ("call_off",)}


@transaction.atomic
def hear_appointment(event: AppointmentChanged, now: datetime) -> None:
    """
    Write into the history what became of an appointment, and take the case along where its workflow knows how.

    Heard twice, it changes nothing: the line is there, and the arrow has left the state.
    """
    room, _colon, number = event.thing.partition(":")
    if room != "cases.case" or not Case.objects.filter(pk=int(number)).update(updated_at=now):
        return
    case = Case.objects.select_related("service", "unit").get(pk=int(number))
    body = {"appointment": event.became, "starts_at": event.starts_at, "at": event.at}
    told = {f"body__{name}": value for name, value in body.items()}
    if CaseEvent.objects.filter(case=case, verb=CaseEvent.Verb.DOCUMENT, **told).exists():
        return
    actor = Account.objects.filter(pk=event.actor_id).first() if event.actor_id else None
    append(case, CaseEvent.Verb.DOCUMENT, actor=actor, now=now, body=body, is_public=True)
    _follow(case, event.became, actor, now)


def _follow(case: Case, became: str, actor: Account | None, now: datetime) -> None:
    walk = workflow(case.service.workflow)
    leaving = {arrow.code for arrow in walk.leaving(case.state)}
    code = next((one for one in ARROWS.get(became, ()) if one in leaving), None)
    if code is None:
        return
    by_reporter = became == "called_off"
    # An officer of another unit may sit at the counter: then the machine takes the arrow, where it may.
    for who in [None] if by_reporter or actor is None else [actor, None]:
        try:
            with transaction.atomic():
                advance(
                    case_id=case.pk,
                    transition=code,
                    actor=who,
                    now=now,
                    by_reporter=by_reporter,
                    # Whoever has come need not read it on their phone.
                    is_told=became != "came",
                )
            return
        except (TransitionNotAllowed, EvidenceMissing):
            continue
