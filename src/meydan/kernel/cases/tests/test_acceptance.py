"""What users of such pages ask for, sentence by sentence; the table is docs/acceptance.md."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from meydan.base.locale.public import format_day
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.operations.expiry import sweep_breaches
from meydan.kernel.cases.operations.papers import issue_case_paper
from meydan.kernel.cases.tests.factories import case, service
from meydan.kernel.cases.tests.reading import words

pytestmark = pytest.mark.django_db
PHONE = "+905321234567"
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def officer():
    service()
    return staff("manager", "works", display_name="Gülşah Işık")


def mine(made):
    """A browser that gave the phone of the report."""
    browser = Client()
    browser.post(f"/follow/{made.code}/", {"act": "phone", "phone": "0532 123 45 67"})
    return browser


def test_the_due_day_at_submission_is_the_catalogues_and_a_breach_is_public_a_second_after_it(client):
    """
    Ten working days from Tuesday 26 May 2026 in the morning, by hand.

    27 to 30 May are the feast of sacrifice (27 Wednesday, 28 Thursday, 29 Friday, 30 Saturday). The days that count
    are 1 to 5 June (five) and 8 to 12 June (ten): the last day is Friday 12 June, to its end.
    """
    service()
    sent_at = datetime(2026, 5, 26, 6, 0, tzinfo=UTC)
    ends_at = datetime(2026, 6, 12, 21, 0, tzinfo=UTC)  # midnight in Türkiye
    fields = {"service": "road_fault", "address": "Kadı Sokak 3", "description": "Çukur", "token": "t"}
    with time_machine.travel(sent_at, tick=False):
        promised = words(client.get("/services/road_fault/"))
        receipt = words(client.post("/report/", fields, follow=True))
    made = Case.objects.get()
    assert "10 iş günü" in promised
    assert "10 iş günü" in receipt
    assert "12 Haziran 2026" in receipt
    assert made.due_at is not None
    assert ends_at - SECOND <= made.due_at <= ends_at
    page = f"/follow/{made.code}/"
    with time_machine.travel(made.due_at, tick=False):
        assert "geciktik" not in words(Client().get(page))
        assert made.code not in words(Client().get("/late/"))
    with time_machine.travel(made.due_at + SECOND, tick=False):
        # At once, for everybody, and before any machine has come by to note it.
        assert "geciktik" in words(Client().get(page))
        assert "Kaldırım çukuru" in words(Client().get("/late/"))
        assert sweep_breaches(now=timezone.now()) == 1
        assert "geciktik" in words(Client().get(page))


def test_the_applicant_sees_state_who_deadline_next_step_and_the_decision_document(officer):
    now = timezone.now()
    made = case(now=now, reporter=public.Reporter(name="Ayşe Çelik", phone=PHONE))
    public.assign(case_id=made.pk, assignee=officer, actor=officer, now=now)
    public.advance(case_id=made.pk, transition="assign", actor=officer, now=now)
    made.refresh_from_db()
    applicant = mine(made)
    page = words(applicant.get(f"/follow/{made.code}/"))
    state, ahead = "İlgili birime verildi", "Üzerinde çalışılıyor"
    for said in (state, ahead, str(made.unit.names["tr"]), format_day(made.due_at)):
        assert said in page, said
    issue_case_paper(
        case=made,
        kind="reply_letter",
        values={"to": "Ayşe Çelik", "subject": "Kaldırım çukuru", "answer": "Çukur kapatıldı."},
        language="tr",
        actor=officer,
        now=now,
    )
    answered = applicant.get(f"/follow/{made.code}/")
    assert "Cevaplar ve kararlar" in words(answered)
    assert f"/follow/{made.code}/papers/" in answered.content.decode()


def test_asked_for_one_more_document_the_clock_stops_and_restarts_and_the_applicant_sees_it(officer):
    """Asked on the third working day of ten, answered eleven days later: the seven that were left run on."""
    monday = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
    made = case(now=monday, reporter=public.Reporter(phone=PHONE))
    for step in ("assign", "start"):
        public.assign(case_id=made.pk, assignee=officer, actor=officer, now=monday)
        public.advance(case_id=made.pk, transition=step, actor=officer, now=monday)
    asked_at = monday + timedelta(days=3)
    public.advance(case_id=made.pk, transition="ask", actor=officer, now=asked_at, note="Fotoğraf gönderin")
    with time_machine.travel(asked_at, tick=False):
        browser = mine(made)
        page = words(browser.get(f"/follow/{made.code}/"))
        assert "Cevap beklediğimiz için süre durdu." in page
    with time_machine.travel(asked_at + timedelta(days=11), tick=False):
        browser = mine(made)
        browser.post(f"/follow/{made.code}/", {"act": "message", "words": "Buyurun"})
        page = words(browser.get(f"/follow/{made.code}/"))
    made.refresh_from_db()
    # Monday 16 November; seven working days more end on Wednesday 25 November.
    assert f"{made.due_at:%Y-%m-%d}" == "2026-11-25"
    assert "25 Kasım 2026" in page
