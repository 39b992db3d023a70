"""Puts cases before a body, and takes them off again."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from meydan.base.audit.public import record
from meydan.base.people.public import Account, NotAllowed
from meydan.kernel.cases.body_policies import body_policy
from meydan.kernel.cases.engine.bodies import Motion
from meydan.kernel.cases.models import AgendaItem, BodySession, Case, CaseEvent
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.operations.holding import touch
from meydan.kernel.cases.policies import standing_of
from meydan.kernel.cases.queries.bodies import body_of, motions


class NothingToDecide(Exception):
    """Where the case stands, its workflow gives this body nothing of the kind to decide."""


class OnAgendaAlready(Exception):
    """The case already waits for this body."""


class AgendaClosed(Exception):
    """The session is over: its agenda takes nothing more."""


class ItemSettled(Exception):
    """The item has been voted, signed, put off or taken off."""


@transaction.atomic
def put_before(*, session_id: int, case_id: int, option: str, actor: Account, now: datetime) -> AgendaItem:
    """
    Put a case on the agenda of a session with what is proposed; the citizen sees it on the follow page.

    :param option: one of the options of the body that an arrow from the case's state names
    :raises AgendaClosed: if the session is over
    :raises NothingToDecide: if the case's workflow has no such decision of this body where the case stands
    :raises OnAgendaAlready: if the case waits for this body already
    :raises NotAllowed: if the actor neither works on the case nor keeps the body
    """
    case = touch(case_id, now)
    session = BodySession.objects.select_for_update().get(pk=session_id)
    chosen = body_of(session)
    if not standing_of(actor).may("act", case) and not body_policy.may(actor, "keep", chosen):
        raise NotAllowed(f"{actor} may not put case {case_id} before {session.body}")
    if session.state == BodySession.State.CLOSED:
        raise AgendaClosed(str(session))
    motion = motion_of(case, session.body, option)
    last = session.items.aggregate(Max("order"))["order__max"] or 0
    item = AgendaItem(
        session=session,
        body=session.body,
        case=case,
        order=last + 1,
        option=option,
        transition=motion.transition,
        added_at=now,
    )
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError as clash:
        raise OnAgendaAlready(case.code) from clash
    told = {"body": session.body, "option": option, "session": session.pk}
    append(
        case,
        CaseEvent.Verb.AGENDA,
        actor=actor,
        now=now,
        is_public=True,
        body={**told, "held_at": session.held_at.isoformat()},
    )
    record(verb="cases.body_agenda", actor=actor, thing=case.ref, payload=told, now=now)
    return item


def motion_of(case: Case, body: str, option: str) -> Motion:
    """
    Return the decision of a body that is open on a case.

    :raises NothingToDecide: if there is none of that option where the case stands
    """
    for motion in motions(case, [body]):
        if motion.option == option:
            return motion
    raise NothingToDecide(f"{case.code} in state {case.state}: {body} cannot decide {option!r}")


@transaction.atomic
def strike(*, item_id: int, reason: str, actor: Account, now: datetime) -> AgendaItem:
    """
    Take an item off the agenda before it is voted.

    :raises ItemSettled: if it was voted, signed, put off or taken off already
    :raises NotAllowed: if the actor does not keep the body
    """
    item = AgendaItem.objects.select_related("session", "case").get(pk=item_id)
    body_policy.require(actor, "keep", body_of(item.session))
    _take_off(item, AgendaItem.State.STRUCK, reason, actor, now)
    return item


def put_off(item: AgendaItem, *, actor: Account | None, now: datetime) -> None:
    """Put an item that was not voted off to another session."""
    _take_off(item, AgendaItem.State.PUT_OFF, "", actor, now)


def _take_off(item: AgendaItem, state: str, reason: str, actor: Account | None, now: datetime) -> None:
    case = touch(item.case_id, now)
    if not AgendaItem.objects.filter(pk=item.pk, state=AgendaItem.State.LISTED).update(state=state):
        raise ItemSettled(str(item.pk))
    item.state = state
    told = {"body": item.body, "session": item.session_id, "how": state}
    append(
        case,
        CaseEvent.Verb.OFF_AGENDA,
        actor=actor,
        now=now,
        is_public=True,
        body=told,
        words=reason.strip(),
    )
    record(verb="cases.body_agenda", actor=actor, thing=case.ref, payload=told, now=now)
