"""Gives the seats of a body to people, and ends their time."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.kernel.cases.body_policies import body_policy
from meydan.kernel.cases.models import BodyMember
from meydan.kernel.cases.queries.bodies import body


class SeatUnknown(Exception):
    """The body has no such seat."""


class SeatsTaken(Exception):
    """Every place of the seat is taken."""


class SitsAlready(Exception):
    """Whoever is named already has a seat with a vote in this body."""


class EndBeforeStart(Exception):
    """A time in a body cannot end before it began."""


@transaction.atomic
def seat_member(
    *,
    code: str,
    seat: str,
    name: str,
    from_on: date,
    actor: Account | None,
    now: datetime,
    account: Account | None = None,
    is_sample: bool = False,
) -> BodyMember:
    """
    Give a free place of a seat to somebody.

    :param account: their account here, where they have one; they may then vote themselves
    :param actor: ``None`` is the machine, which seats samples
    :raises BodyUnknown: if the pack has no such body
    :raises SeatUnknown: if the body has no such seat
    :raises SeatsTaken: if no place of the seat is free
    :raises SitsAlready: if the account has another seat in the body
    :raises NotAllowed: if the actor may not seat members
    """
    chosen = body(code)
    if actor is not None:
        body_policy.require(actor, "seat", chosen)
    if seat not in chosen.seats:
        raise SeatUnknown(seat)
    open_members = BodyMember.objects.filter(body=code, to_on=None)
    if account is not None and open_members.filter(account=account).exists():
        raise SitsAlready(account.name)
    taken = set(open_members.filter(seat=seat).values_list("place", flat=True))
    free = next((place for place in range(1, chosen.seats[seat].count + 1) if place not in taken), None)
    if free is None:
        raise SeatsTaken(seat)
    member = BodyMember(
        body=code,
        seat=seat,
        place=free,
        name=name.strip(),
        account=account,
        from_on=from_on,
        is_sample=is_sample,
    )
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as clash:
        # Somebody else took the place between the look and the write.
        raise SeatsTaken(seat) from clash
    payload = {"body": code, "seat": seat, "place": free, "member": member.pk}
    record(
        verb="cases.body_seat", actor=actor, thing=f"cases.bodymember:{member.pk}", payload=payload, now=now
    )
    return member


@transaction.atomic
def end_seat(*, member_id: int, to_on: date, actor: Account, now: datetime) -> BodyMember:
    """
    End somebody's time in a body; the day itself no longer counts. What they voted stays.

    :raises EndBeforeStart: if the day lies before the first
    :raises NotAllowed: if the actor may not seat members
    """
    member = BodyMember.objects.get(pk=member_id)
    body_policy.require(actor, "seat", body(member.body))
    if to_on < member.from_on:
        raise EndBeforeStart(str(to_on))
    member.to_on = to_on
    member.save(update_fields=["to_on"])
    payload = {"body": member.body, "seat": member.seat, "to_on": to_on.isoformat()}
    record(
        verb="cases.body_seat_ended",
        actor=actor,
        thing=f"cases.bodymember:{member.pk}",
        payload=payload,
        now=now,
    )
    return member
