"""Papers on the page of a case: filled in, looked at, issued, corrected, annulled."""

import pytest
from django.utils import timezone

from meydan.base.papers.public import papers_of
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.models import CaseEvent
from meydan.kernel.cases.queries.chain import chain_faults
from meydan.kernel.cases.tests.factories import case, service
from meydan.kernel.cases.tests.reading import in_language, words

pytestmark = pytest.mark.django_db
ANSWER = {"language": "tr", "to": "Ayşe Çelik", "subject": "Kaldırım çukuru", "answer": "Çukur kapatıldı."}


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def officer(client):
    service()
    found = staff("manager", "works", display_name="Gülşah Işık")
    client.force_login(found)
    return found


@pytest.fixture
def made(officer):
    return case(now=timezone.now(), reporter=public.Reporter(name="Ayşe Çelik", phone="+905321234567"))


def form_of(made):
    return f"/desk/cases/{made.pk}/papers/new/reply_letter/"


@pytest.mark.parametrize(
    ("language", "said"),
    [("tr", "Resmî belgeler"), ("fa", "سندهای رسمی"), ("en", "Official papers")],
)
def test_the_page_of_a_case_offers_the_papers_that_suit_it(client, settings, made, language, said):
    in_language(client, settings, language)
    page = words(client.get(f"/desk/cases/{made.pk}/"))
    assert said in page
    assert "papers/new/reply_letter" in page
    assert "papers/new/stop_work" not in page


def test_the_form_begins_with_what_the_case_knows(client, made):
    page = words(client.get(form_of(made)))
    assert 'value="Ayşe Çelik"' in page
    assert 'value="Kaldırım çukuru"' in page


def test_a_draft_is_a_pdf_and_leaves_nothing(client, made):
    answer = client.post(form_of(made), {**ANSWER, "act": "draft"})
    assert answer.content.startswith(b"%PDF-")
    assert papers_of(made.ref) == []


def test_issuing_writes_the_paper_and_the_line_of_history_together(client, made):
    client.post(form_of(made), {**ANSWER, "act": "issue"})
    (paper,) = papers_of(made.ref)
    line = CaseEvent.objects.filter(case=made, verb="document").get()
    assert line.body["paper"] == paper.shown_number
    assert list(chain_faults()) == []
    assert paper.shown_number in words(client.get(f"/desk/cases/{made.pk}/"))
    file = client.get(f"/desk/cases/{made.pk}/papers/{paper.pk}/")
    assert b"".join(file.streaming_content).startswith(b"%PDF-")


def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, made):
    answer = client.post(form_of(made), {**ANSWER, "answer": "", "act": "issue"})
    assert answer.status_code == 422
    assert "Ayşe Çelik" in words(answer)
    assert papers_of(made.ref) == []


def test_a_corrected_paper_begins_with_the_old_words_and_annuls_it(client, made):
    client.post(form_of(made), {**ANSWER, "act": "issue"})
    (old,) = papers_of(made.ref)
    assert "Çukur kapatıldı." in words(client.get(form_of(made), {"replaces": old.pk}))
    client.post(form_of(made), {**ANSWER, "answer": "Çukur 20 Kasım'da kapatıldı.", "replaces": old.pk})
    new, old = papers_of(made.ref)
    assert new.replaces == old
    assert old.is_annulled


def test_annulling_asks_why(client, made):
    client.post(form_of(made), {**ANSWER, "act": "issue"})
    (paper,) = papers_of(made.ref)
    address = f"/desk/cases/{made.pk}/papers/{paper.pk}/annul/"
    client.post(address, {"reason": ""})
    assert not papers_of(made.ref)[0].is_annulled
    client.post(address, {"reason": "Yanlış kişi"})
    assert papers_of(made.ref)[0].is_annulled


def test_another_unit_neither_opens_nor_issues_nor_annuls(client, made):
    client.post(form_of(made), {**ANSWER, "act": "issue"})
    (paper,) = papers_of(made.ref)
    client.force_login(staff("manager", "parks"))
    assert client.get(f"/desk/cases/{made.pk}/papers/{paper.pk}/").status_code == 403
    assert client.post(form_of(made), {**ANSWER, "act": "issue"}).status_code == 403
    assert client.post(f"/desk/cases/{made.pk}/papers/{paper.pk}/annul/", {"reason": "x"}).status_code == 403
    assert len(papers_of(made.ref)) == 1


def test_a_clerk_does_not_annul(client, made):
    client.post(form_of(made), {**ANSWER, "act": "issue"})
    (paper,) = papers_of(made.ref)
    client.force_login(staff("clerk", "works"))
    answer = client.post(f"/desk/cases/{made.pk}/papers/{paper.pk}/annul/", {"reason": "x"})
    assert answer.status_code == 403


def test_a_paper_is_not_opened_through_another_case(client, made):
    client.post(form_of(made), {**ANSWER, "act": "issue"})
    (paper,) = papers_of(made.ref)
    other = case(now=timezone.now())
    assert client.get(f"/desk/cases/{other.pk}/papers/{paper.pk}/").status_code == 404
    assert client.get(f"{form_of(other)}?replaces={paper.pk}").status_code == 200


def test_a_kind_that_does_not_suit_the_case_is_not_there(client, made):
    assert client.get(f"/desk/cases/{made.pk}/papers/new/stop_work/").status_code == 404
