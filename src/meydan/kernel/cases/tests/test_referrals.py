"""A case is asked about elsewhere and comes back with an answer; one from elsewhere keeps its number."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from meydan.base.people.public import NotAllowed
from meydan.base.people.tests.factories import staff, unit
from meydan.kernel.cases.models import CaseEvent, Referral
from meydan.kernel.cases.operations import referring
from meydan.kernel.cases.queries.chain import chain_faults
from meydan.kernel.cases.tests.factories import MONDAY, case, service

pytestmark = [pytest.mark.django_db, pytest.mark.store]
SENT, DUE = date(2026, 11, 23), date(2026, 12, 8)


@pytest.fixture(autouse=True)
def in_town(pack):
    return pack("tr/gumushane")


@pytest.fixture
def officer():
    service()
    return staff("manager", "works")


def asked(officer, made, **fields):
    facts = {"letter_on": SENT, "due_on": DUE, "actor": officer, "now": MONDAY}
    facts |= {} if "unit" in fields else {"institution": "Karayolları 10. Bölge"}
    return referring.refer(case_id=made.pk, **{**facts, **fields})


def answer(officer, referral, **fields):
    facts = {"answered_on": date(2026, 12, 1), "words": "Yol bizde değil.", "actor": officer, "now": MONDAY}
    return referring.take_answer(referral_id=referral.pk, **{**facts, **fields})


def test_the_answer_comes_back_once_and_stands_in_the_history(officer):
    made = case()
    referral = asked(officer, made, letter_number="E-2026/114")
    answer(officer, referral, answer_number="K-7")
    with pytest.raises(referring.ReferralOver):
        answer(officer, referral)
    with pytest.raises(referring.ReferralOver):
        referring.recall(referral_id=referral.pk, words="", actor=officer, now=MONDAY + timedelta(days=30))
    verbs = list(CaseEvent.objects.filter(case=made).order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["opened", "referred", "answer_came"]
    assert not list(chain_faults())


def test_it_goes_to_exactly_one_place(officer):
    made = case()
    with pytest.raises(referring.NowhereToGo):
        asked(officer, made, institution=" ")
    with pytest.raises(referring.NowhereToGo):
        asked(officer, made, unit=unit("parks"), institution="Valilik")


def test_no_answer_is_expected_or_dated_before_the_letter(officer):
    with pytest.raises(referring.DayBefore):
        asked(officer, case(), due_on=date(2026, 11, 22))
    with pytest.raises(referring.DayBefore):
        answer(officer, asked(officer, case()), answered_on=date(2026, 11, 22))


def test_the_unit_that_was_asked_may_answer_and_no_other(officer):
    gardener, stranger = staff("clerk", "parks"), staff("clerk", "water")
    referral = asked(officer, case(), unit=unit("parks"))
    with pytest.raises(NotAllowed):
        answer(stranger, referral)
    with pytest.raises(NotAllowed):
        referring.recall(referral_id=referral.pk, words="", actor=gardener, now=MONDAY)
    assert answer(gardener, referral).state == Referral.State.ANSWERED


def test_a_case_from_elsewhere_keeps_its_number_and_its_term(officer):
    made = case()
    facts = {
        "institution": "CİMER",
        "number": "2611230045",
        "received_on": SENT,
        "due_on": date(2026, 11, 27),
    }
    referring.keep_origin(case_id=made.pk, actor=officer, now=MONDAY, **facts)
    made.refresh_from_db()
    assert made.due_at.astimezone().date() == date(2026, 11, 27)
    assert made.clocks.get(key="outside").names["tr"] == "CİMER süresi"
    with pytest.raises(referring.OriginKnown):
        referring.keep_origin(case_id=case().pk, actor=officer, now=MONDAY, **facts)


def test_a_stranger_refers_nothing(officer):
    with pytest.raises(NotAllowed):
        asked(staff("manager", "parks"), case())
