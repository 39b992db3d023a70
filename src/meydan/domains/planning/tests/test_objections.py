"""A plan hangs out, people object by parcel, each gets an answer, and the plan waits for all of them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from meydan.base.people.public import Account
from meydan.base.people.tests.factories import staff
from meydan.domains.planning import operations, queries
from meydan.domains.planning.errors import AlreadyOnDisplay, NotOnDisplay, ReasonsMissing
from meydan.domains.planning.models import Display, Objection
from meydan.domains.planning.tests.conftest import MONDAY
from meydan.kernel.cases.public import Case, ReporterFacts, TransitionNotAllowed, advance
from meydan.kernel.cases.tests.factories import picture

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SOMEBODY = ReporterFacts(name="Örnek Kişi", phone="+905320000000", language="tr")


def objected(display: Display, now: datetime = MONDAY + DAY, **changes: object) -> Objection:
    facts: dict[str, object] = {
        "parcel": {"block": "112", "parcel": "4"}, "words": "Evim gölgede kalır.", "reporter": SOMEBODY,
        "lon": 39.475, "lat": 40.455,
    }  # fmt: skip
    return operations.object_to(display=display, now=now, **(facts | changes))  # type: ignore[arg-type]


def decided(objection: Objection, actor: Account, answer: str = "reject") -> Objection:
    return operations.answer(
        objection=objection, answer=answer, summary="Gölge", reasons="Yükseklik iner.", actor=actor,
        now=MONDAY + 40 * DAY,
    )  # fmt: skip


def test_it_hangs_out_until_the_clock_of_the_law_ends(displayed: Display) -> None:
    assert displayed.case.state == "posted"
    # A month from Monday 23 November: 23 December, a Wednesday, until its last moment.
    assert displayed.until_at.astimezone().date().isoformat() == "2026-12-23"
    assert displayed.is_open_at(MONDAY + 29 * DAY)
    assert not displayed.is_open_at(MONDAY + 31 * DAY)


def test_the_same_plan_is_not_hung_out_twice(displayed: Display, planner: Account) -> None:
    with pytest.raises((AlreadyOnDisplay, TransitionNotAllowed)):
        operations.put_on_display(case=displayed.case, actor=planner, now=MONDAY, evidence=[picture()])


def test_an_objection_is_a_case_with_a_number_of_the_plan(displayed: Display) -> None:
    first, second = objected(displayed), objected(displayed, parcel={"block": "112", "parcel": "5"})
    assert [first.number, second.number] == [1, 2]
    assert first.case.service.code == "plan_objection"
    assert first.case.unit == displayed.case.unit


def test_sent_twice_it_is_taken_once(displayed: Display) -> None:
    first, again = (objected(displayed, idempotency_key="objection:a") for _twice in range(2))
    assert first.pk == again.pk
    assert Objection.objects.count() == 1


def test_before_and_after_the_display_nobody_can_object(displayed: Display) -> None:
    for moment in (MONDAY - DAY, MONDAY + 31 * DAY):
        with pytest.raises(NotOnDisplay):
            objected(displayed, now=moment)
    assert not Objection.objects.exists()


def test_an_answer_has_a_summary_and_reasons_and_is_given_once(displayed: Display, planner: Account) -> None:
    objection = objected(displayed)
    with pytest.raises(ReasonsMissing):
        operations.answer(
            objection=objection, answer="reject", summary="Gölge", reasons="  ", actor=planner, now=MONDAY
        )
    decided(objection, planner, "accept_part")
    assert Case.objects.get(pk=objection.case_id).state == "partly"
    with pytest.raises(TransitionNotAllowed):
        decided(objection, planner)


def test_a_clerk_does_not_decide(displayed: Display) -> None:
    objection = objected(displayed)
    with pytest.raises(TransitionNotAllowed):
        decided(objection, staff("clerk", "planning"))
    objection.refresh_from_db()
    assert objection.answer == ""


def test_the_plan_waits_for_every_objection(displayed: Display, planner: Account) -> None:
    first, second = objected(displayed), objected(displayed)
    advance(case_id=displayed.case_id, transition="take_down", actor=None, now=MONDAY + 31 * DAY)
    decided(first, planner)

    def put_in_force() -> Case:
        return advance(
            case_id=displayed.case_id, transition="confirm", actor=planner, evidence=[picture()],
            now=MONDAY + 42 * DAY,
        )  # fmt: skip

    with pytest.raises(TransitionNotAllowed, match=second.case.code):
        put_in_force()
    # One that is taken back waits for nobody.
    advance(
        case_id=second.case_id, transition="withdraw", actor=planner, now=MONDAY + 41 * DAY, note="Vazgeçti."
    )
    assert put_in_force().state == "in_force"
    assert queries.display(displayed.case.code).undecided_count == 0
