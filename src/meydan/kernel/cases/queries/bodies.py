"""Bodies of the pack, who sits in them, their sessions, and what they may decide on a case."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet

from meydan.base.packs.public import current
from meydan.kernel.cases.engine.bodies import Body, BodyFault, Motion, motions_from, read_body
from meydan.kernel.cases.models import AgendaItem, Attendance, Ballot, BodyMember, BodySession, Case
from meydan.numerics.months import year_month_day


class BodyUnknown(LookupError):
    """The pack has no body of this code."""


def document_of(code: str) -> dict[str, Any]:
    """
    Return a body's document as the pack writes it now.

    :raises BodyUnknown: if the pack has none of that code
    """
    document = current().documents("bodies").get(code)
    if document is None:
        raise BodyUnknown(code)
    return document


def body(code: str) -> Body:
    """
    Return a checked body of the current pack.

    :raises BodyUnknown: if the pack has none of that code
    :raises BodyFault: if its document cannot be worked by
    """
    return read_body(document_of(code), name=code)


def bodies() -> list[Body]:
    """Return every body of the current pack, by its code."""
    return [body(code) for code in sorted(current().documents("bodies"))]


def body_of(session: BodySession) -> Body:
    """Return the body as it stood when the session was called."""
    return read_body(session.document, name=session.body)


def named(code: str) -> dict[str, str]:
    """Return a body's names; one that left the pack is called by its code, so old minutes stay readable."""
    try:
        return dict(body(code).names)
    except (BodyUnknown, BodyFault):
        return {"en": code}


def motions(case: Case, bodies: Collection[str] = ()) -> list[Motion]:
    """Return what bodies may decide on a case where it stands now."""
    if case.is_closed:
        return []
    document = current().documents("workflows").get(case.service.workflow, {})
    known = current().documents("bodies")
    return [motion for motion in motions_from(document, case.state, bodies) if motion.body in known]


def local_day(moment: datetime) -> date:
    """Return the city's day of a moment."""
    return moment.astimezone(settings.CITY_ZONE).date()


def year_of(moment: datetime) -> int:
    """Return the year of a moment as the city counts years: sessions and decisions are numbered in it."""
    return year_month_day(local_day(moment), current().calendar)[0]


def members_on(code: str, day: date) -> list[BodyMember]:
    """Return who sits in a body on a day, in the order of its seats."""
    members = BodyMember.objects.filter(body=code).on(day).select_related("account")
    order = {row["code"]: number for number, row in enumerate(document_of(code).get("seat", []))}
    return sorted(members, key=lambda one: (order.get(one.seat, len(order)), one.place, one.pk))


def sessions_of(code: str) -> QuerySet[BodySession]:
    """Return a body's sessions with the number of their items, the youngest first."""
    counted = Count("items", filter=~Q(items__state=AgendaItem.State.STRUCK))
    return BodySession.objects.filter(body=code).annotate(item_count=counted).order_by("-held_at", "-id")


def coming_sessions(codes: Collection[str]) -> list[BodySession]:
    """Return the sessions of some bodies that are not over, the nearest first."""
    sessions = BodySession.objects.filter(body__in=codes).exclude(state=BodySession.State.CLOSED)
    return list(sessions.order_by("held_at", "id"))


def session_in_full(pk: int) -> BodySession | None:
    """Return a session with attendance, items, their cases and votes."""
    ballots = Ballot.objects.select_related("member").order_by("id")
    items = AgendaItem.objects.select_related("case__service", "case__unit", "signatory").order_by(
        "order", "id"
    )
    return (
        BodySession.objects.filter(pk=pk)
        .prefetch_related(
            Prefetch("attendance", Attendance.objects.select_related("member").order_by("id")),
            Prefetch("items", items.prefetch_related(Prefetch("ballots", ballots))),
        )
        .first()
    )


def items_of(case: Case) -> list[AgendaItem]:
    """Return what lay or lies before bodies on a case, the youngest first."""
    found = AgendaItem.objects.filter(case=case).exclude(state=AgendaItem.State.STRUCK)
    return list(found.select_related("session").order_by("-id"))


def signed_items(limit: int = 50) -> list[AgendaItem]:
    """Return what bodies adopted and signed, the youngest first, with the services of its cases."""
    found = AgendaItem.objects.filter(state=AgendaItem.State.SIGNED, outcome=AgendaItem.Outcome.ADOPTED)
    return list(found.select_related("case__service").order_by("-signed_at", "-id")[:limit])


def in_the_room(session: BodySession) -> dict[int, Attendance]:
    """Return who is in the room now, by the member's number."""
    rows = Attendance.objects.filter(session=session, left_at=None).select_related("member")
    return {row.member_id: row for row in rows.order_by("id")}
