"""A body with its members, and a case before it, for tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from meydan.base.people.public import Account
from meydan.base.people.tests.factories import account, staff, unit
from meydan.kernel.cases.models import AgendaItem, BodyMember, BodySession, Case
from meydan.kernel.cases.operations.agenda import put_before
from meydan.kernel.cases.operations.seating import seat_member
from meydan.kernel.cases.operations.sessions import call_session, open_session, write_attendance
from meydan.kernel.cases.operations.voting import cast_vote
from meydan.kernel.cases.tests.factories import MONDAY, case, service

START = date(2026, 1, 1)
SEATS = {
    "encumen": ["mayor", "finance", "unit_head", "unit_head", "councillor", "councillor", "councillor"],
    "commission_100": ["interior", "judge", "councillor"],
    "commission_100_appeal": ["interior", "judge", "councillor"],
}


def secretary(at: str = "registry") -> Account:
    """Somebody of the unit that keeps the body."""
    return staff("manager", at)


def members(code: str = "encumen", **accounts: Account) -> list[BodyMember]:
    """Every seat with a vote taken; ``accounts`` by seat give a member an account."""
    return [
        seat_member(
            code=code,
            seat=seat,
            name=f"{code} {seat} {number}",
            from_on=START,
            actor=None,
            now=MONDAY,
            account=accounts.pop(seat, None),
        )
        for number, seat in enumerate(SEATS[code])
    ]


def fine_case(state: str = "calculated", **fields: Any) -> Case:
    """A fine of article 42 whose calculation stands."""
    fine = service(
        "construction_fine", workflow="fine_3194_42", unit=unit("planning"), clocks=[], is_public=False
    )
    made = case(service=fine, **fields)
    Case.objects.filter(pk=made.pk).update(state=state)
    made.refresh_from_db()
    return made


def breach_case(state: str = "defence", **fields: Any) -> Case:
    """A breach of article 100 whose party was heard."""
    breach = service(
        "unauthorised_construction",
        workflow="construction_article_100",
        unit=unit("planning"),
        clocks=[],
    )
    made = case(service=breach, **fields)
    Case.objects.filter(pk=made.pk).update(state=state)
    made.refresh_from_db()
    return made


def session(keeper: Account, code: str = "encumen", now: datetime = MONDAY) -> BodySession:
    """A session called for two days later."""
    return call_session(
        code=code, held_at=now + timedelta(days=2), actor=keeper, now=now, room="Encümen odası"
    )


def opened(
    keeper: Account, sat: list[BodyMember], code: str = "encumen", now: datetime = MONDAY
) -> BodySession:
    """A session under way with these members in the room, the first presiding."""
    called = session(keeper, code, now)
    write_attendance(
        session_id=called.pk, present=[one.pk for one in sat], presiding=sat[0].pk, actor=keeper, now=now
    )
    return open_session(session_id=called.pk, actor=keeper, now=now)


def put(keeper: Account, sitting: BodySession, before: Case, option: str = "fine") -> AgendaItem:
    """The case on the agenda."""
    return put_before(session_id=sitting.pk, case_id=before.pk, option=option, actor=keeper, now=MONDAY)


def vote(keeper: Account, item: AgendaItem, choices: dict[BodyMember, str]) -> None:
    """The secretary writes down how members vote; whoever is against says why."""
    for member, choice in choices.items():
        cast_vote(
            item_id=item.pk,
            member_id=member.pk,
            choice=choice,
            opinion="Ölçüm eksik." if choice == "against" else "",
            actor=keeper,
            now=MONDAY,
        )


def somebody() -> Account:
    """An account without a post."""
    return account()
