"""A unit that asked elsewhere is told once when no answer came in time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string

from meydan.base.notify.public import Message
from meydan.base.people.tests.factories import staff, unit
from meydan.kernel.cases.models import Case, Referral
from meydan.kernel.cases.operations import referring
from meydan.kernel.cases.operations.late_referrals import sweep_late_referrals
from meydan.kernel.cases.tests.factories import MONDAY, case, service

pytestmark = pytest.mark.django_db
SENT, DUE = date(2026, 11, 23), date(2026, 12, 8)
LAST_EVENING = datetime.fromisoformat("2026-12-08T20:30:00+00:00")
NEXT_DAY = LAST_EVENING + timedelta(minutes=31)


@pytest.fixture(autouse=True)
def in_town(pack: Any) -> None:
    pack("tr/gumushane")
    service()


@pytest.fixture
def boss() -> Any:
    return staff("manager", "works", email="mudur@example.org", language="tr")


def referred(by: Any, **fields: Any) -> Referral:
    facts = {"case_id": case(now=MONDAY).pk, "institution": "YEDAŞ", "letter_number": "2026/41"}
    return referring.refer(**{**facts, **fields}, letter_on=SENT, due_on=DUE, actor=by, now=MONDAY)


def told() -> list[Message]:
    return list(Message.objects.filter(template="referral_late"))


def test_the_day_after_the_last_day_the_referring_unit_is_told_once(boss: Any) -> None:
    clerk = staff("clerk", "works", email="memur@example.org", language="fa")
    sent = referred(clerk)
    assert sweep_late_referrals(now=LAST_EVENING) == 0
    assert [sweep_late_referrals(now=NEXT_DAY) for _time in range(3)] == [1, 0, 0]
    assert len(told()) == 2
    sent.refresh_from_db()
    assert sent.told_late_at == NEXT_DAY


def test_who_has_answered_was_called_back_or_asked_for_no_day_is_not_late(boss: Any) -> None:
    answered, recalled = referred(boss), referred(boss)
    referring.take_answer(referral_id=answered.pk, answered_on=DUE, words="x", actor=boss, now=MONDAY)
    referring.recall(referral_id=recalled.pk, words="x", actor=boss, now=MONDAY)
    open_ended = referred(boss, institution="", unit=unit("parks"))
    Referral.objects.filter(pk=open_ended.pk).update(due_on=None)
    assert sweep_late_referrals(now=NEXT_DAY) == 0
    assert told() == []


def test_a_closed_case_and_a_sample_write_to_nobody(boss: Any) -> None:
    over, sample = referred(boss), referred(boss)
    Case.objects.filter(pk=over.case_id).update(closed_at=MONDAY, outcome="done")
    Case.objects.filter(pk=sample.case_id).update(is_sample=True)
    assert sweep_late_referrals(now=NEXT_DAY) == 0
    assert told() == []


@pytest.mark.parametrize(
    ("language", "said"), [("tr", "Cevap gelmedi"), ("fa", "پاسخ نرسید"), ("en", "No answer came")]
)
def test_it_is_told_in_the_officers_language(language: str, said: str) -> None:
    context = {"asked": "YEDAŞ", "code": "GM-1", "letter": "", "due": "8", "what": "Çukur", "address": "x"}
    assert render_to_string(f"notify/referral_late.{language}.txt", context).startswith(said)
