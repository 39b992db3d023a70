"""Calls, opens and closes the sessions of a body, and writes down who is in the room."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.kernel.cases.body_policies import body_policy
from meydan.kernel.cases.engine.bodies import Body
from meydan.kernel.cases.models import AgendaItem, Attendance, Ballot, BodyMember, BodySession
from meydan.kernel.cases.operations.agenda import put_off
from meydan.kernel.cases.queries.bodies import (
    body,
    body_of,
    document_of,
    in_the_room,
    local_day,
    members_on,
    year_of,
)

NUMBER_TRIES = 5


class SessionChanged(Exception):
    """Somebody else wrote in the session since the reader's version."""


class SessionNotOpen(Exception):
    """The session has not begun, or is over."""


class SessionOver(Exception):
    """The session is over; its agenda and attendance stand."""


class QuorumMissing(Exception):
    """Too few members with a vote are in the room: ``present`` of ``needed``."""

    def __init__(self, present: int, needed: int) -> None:
        super().__init__(f"{present} present, {needed} needed")
        self.present, self.needed = present, needed


class NobodyPresides(Exception):
    """Nobody in the room was named to preside, or who was named has no vote."""


class VoteUnderWay(Exception):
    """Whoever leaves has voted on something not counted yet; ``name`` says who."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@transaction.atomic
def call_session(
    *,
    code: str,
    held_at: datetime,
    actor: Account | None,
    now: datetime,
    room: str = "",
    is_sample: bool = False,
) -> BodySession:
    """
    Call a session of a body; it gets the next number of the year.

    :raises BodyUnknown: if the pack has no such body
    :raises NotAllowed: if the actor does not keep the body
    """
    chosen = body(code)
    if actor is not None:
        body_policy.require(actor, "keep", chosen)
    year = year_of(held_at)
    session = BodySession(
        body=code,
        document=document_of(code),
        year=year,
        held_at=held_at,
        room=room.strip(),
        is_sample=is_sample,
    )
    for last_try in range(NUMBER_TRIES):
        greatest = BodySession.objects.filter(body=code, year=year).aggregate(Max("number"))["number__max"]
        session.number = (greatest or 0) + 1
        try:
            with transaction.atomic():
                session.save(force_insert=True)
            break
        except IntegrityError:
            # Another session took the number meanwhile.
            if last_try == NUMBER_TRIES - 1:
                raise
    _told("called", session, actor, now)
    return session


def hold_session(session_id: int, expected_version: int | None = None) -> BodySession:
    """
    Raise the session's version first, so that two writers come one after the other.

    :raises SessionChanged: if it has another version than the reader saw
    """
    mine = BodySession.objects.filter(pk=session_id)
    if expected_version is not None:
        mine = mine.filter(version=expected_version)
    if not mine.update(version=F("version") + 1):
        raise SessionChanged(str(session_id))
    return BodySession.objects.get(pk=session_id)


def _told(what: str, session: BodySession, actor: Account | None, now: datetime) -> None:
    payload = {"what": what, "body": session.body, "number": f"{session.year}/{session.number}"}
    record(verb="cases.body_session", actor=actor, thing=session.ref, payload=payload, now=now)


@transaction.atomic
def write_attendance(
    *,
    session_id: int,
    present: Collection[int],
    presiding: int | None,
    actor: Account,
    now: datetime,
    expected_version: int | None = None,
) -> BodySession:
    """
    Write down who is in the room now: those named who were not there arrive, the others leave.

    :param present: numbers of the members in the room; whoever is no member that day is left out
    :param presiding: the member who presides
    :raises SessionChanged: if somebody else wrote in the session meanwhile
    :raises SessionOver: if the session is over
    :raises VoteUnderWay: if whoever leaves has a vote that is not counted yet
    :raises NotAllowed: if the actor does not keep the body
    """
    session = hold_session(session_id, expected_version)
    body_policy.require(actor, "keep", body_of(session))
    if session.state == BodySession.State.CLOSED:
        raise SessionOver(str(session))
    members = {one.pk: one for one in members_on(session.body, local_day(session.held_at))}
    chosen = {number for number in present if number in members}
    inside = in_the_room(session)
    for row in inside.values():
        if row.member_id not in chosen:
            _leave(session, row, now)
    # Nobody presides for the moment, so that the chair can change hands in one writing.
    Attendance.objects.filter(session=session).update(is_presiding=False)
    for number in sorted(chosen):
        _arrive(session, members[number], number == presiding, now)
    _told("attendance", session, actor, now)
    return session


def _arrive(session: BodySession, member: BodyMember, is_presiding: bool, now: datetime) -> None:
    row, _new = Attendance.objects.get_or_create(
        session=session, member=member, defaults={"arrived_at": now, "is_presiding": is_presiding}
    )
    if row.left_at is not None:
        row.arrived_at, row.left_at = now, None
    row.is_presiding = is_presiding
    row.save()


def _leave(session: BodySession, row: Attendance, now: datetime) -> None:
    waiting = Ballot.objects.filter(
        member=row.member_id, item__session=session, item__state=AgendaItem.State.LISTED
    )
    if waiting.exists():
        raise VoteUnderWay(row.member.name)
    Attendance.objects.filter(pk=row.pk).update(left_at=now, is_presiding=False)


def voters_inside(session: BodySession, chosen: Body) -> dict[int, Attendance]:
    """Return the members with a vote who are in the room, by number."""
    return {
        number: row
        for number, row in in_the_room(session).items()
        if row.member.seat in chosen.seats and chosen.seats[row.member.seat].has_vote
    }


@transaction.atomic
def open_session(
    *, session_id: int, actor: Account, now: datetime, expected_version: int | None = None
) -> BodySession:
    """
    Open a session once enough members are in the room.

    :raises SessionChanged: if somebody else wrote in the session meanwhile
    :raises SessionOver: if it is over
    :raises QuorumMissing: if too few members with a vote are in the room
    :raises NobodyPresides: if nobody with a vote presides
    :raises NotAllowed: if the actor does not keep the body
    """
    session = hold_session(session_id, expected_version)
    chosen = body_of(session)
    body_policy.require(actor, "keep", chosen)
    if session.state == BodySession.State.OPEN:
        return session
    if session.state == BodySession.State.CLOSED:
        raise SessionOver(str(session))
    voters = voters_inside(session, chosen)
    if not chosen.rules.is_quorate(len(voters)):
        raise QuorumMissing(len(voters), chosen.rules.quorum_heads)
    if not any(row.is_presiding for row in voters.values()):
        raise NobodyPresides(str(session))
    session.state, session.opened_at = BodySession.State.OPEN, now
    session.save(update_fields=["state", "opened_at"])
    _told("opened", session, actor, now)
    return session


@transaction.atomic
def close_session(
    *, session_id: int, actor: Account, now: datetime, expected_version: int | None = None
) -> BodySession:
    """
    Close a session; what was not voted is put off and may come before another. Counted votes wait for signing.

    :raises SessionChanged: if somebody else wrote in the session meanwhile
    :raises NotAllowed: if the actor does not keep the body
    """
    session = hold_session(session_id, expected_version)
    body_policy.require(actor, "keep", body_of(session))
    if session.state == BodySession.State.CLOSED:
        return session
    for item in session.items.filter(state=AgendaItem.State.LISTED).order_by("order", "id"):
        put_off(item, actor=actor, now=now)
    Attendance.objects.filter(session=session, left_at=None).update(left_at=now)
    session.state, session.closed_at = BodySession.State.CLOSED, now
    session.save(update_fields=["state", "closed_at"])
    _told("closed", session, actor, now)
    return session
