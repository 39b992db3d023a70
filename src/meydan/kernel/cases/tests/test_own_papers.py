"""Whoever asked opens the answer they were given; nobody else does, and no record about somebody else."""

import pytest
from django.test import Client
from django.utils import timezone

from meydan.base.papers.public import papers_of
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.operations.papers import annul_case_paper, issue_case_paper
from meydan.kernel.cases.tests.factories import case, service
from meydan.kernel.cases.tests.reading import in_language, words

pytestmark = pytest.mark.django_db
PHONE = "+905321234567"
WORDS = {"to": "Ayşe Çelik", "subject": "Kaldırım çukuru", "answer": "Çukur kapatıldı."}


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def officer():
    service()
    return staff("manager", "works", display_name="Gülşah Işık")


@pytest.fixture
def made(officer):
    return case(now=timezone.now(), reporter=public.Reporter(name="Ayşe Çelik", phone=PHONE))


def issued(made, officer, kind="reply_letter", values=WORDS):
    issue_case_paper(case=made, kind=kind, values=values, language="tr", actor=officer, now=timezone.now())
    return papers_of(made.ref)[0]


def page_of(paper, made):
    return f"/follow/{made.code}/papers/{paper.pk}/"


@pytest.fixture
def citizen(made):
    browser = Client()
    browser.post(f"/follow/{made.code}/", {"act": "phone", "phone": "0532 123 45 67"})
    return browser


@pytest.mark.parametrize(
    ("language", "said"),
    [("tr", "Cevaplar ve kararlar"), ("fa", "پاسخ‌ها و تصمیم‌ها"), ("en", "Answers and decisions")],
)
def test_the_one_who_asked_sees_and_opens_the_answer(citizen, settings, made, officer, language, said):
    paper = issued(made, officer)
    in_language(citizen, settings, language)
    page = words(citizen.get(f"/follow/{made.code}/"))
    assert said in page
    assert page_of(paper, made) in page
    file = citizen.get(page_of(paper, made))
    assert b"".join(file.streaming_content).startswith(b"%PDF-")
    assert file["Cache-Control"] == "private, no-store"


def test_who_only_knows_the_code_neither_sees_nor_opens_it(client, made, officer):
    paper = issued(made, officer)
    assert "papers/" not in words(client.get(f"/follow/{made.code}/"))
    assert client.get(page_of(paper, made)).status_code == 404


def test_an_annulled_answer_is_not_handed_out(citizen, made, officer):
    paper = issued(made, officer)
    annul_case_paper(case=made, paper=paper, reason="Yanlış adres", actor=officer, now=timezone.now())
    assert citizen.get(page_of(paper, made)).status_code == 404


def test_a_notice_to_somebody_else_stays_with_the_office(citizen, made, officer):
    notice = {
        "to": "Mehmet Kaya",
        "subject": "Mehmet Kaya",
        "address": "Mehmet Kaya",
        "decision": "Mehmet Kaya",
        "text": "Mehmet Kaya",
        "served_on": "2026-11-28",
    }
    paper = issued(made, officer, "notice", notice)
    assert citizen.get(page_of(paper, made)).status_code == 404
    assert page_of(paper, made) not in words(citizen.get(f"/follow/{made.code}/"))


def test_a_paper_is_not_opened_through_another_report_of_ones_own(citizen, made, officer):
    other = case(now=timezone.now(), reporter=public.Reporter(name="Başka", phone="+905329998877"))
    paper = issued(other, officer)
    assert citizen.get(page_of(paper, made)).status_code == 404
