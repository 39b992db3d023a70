"""What anyone who holds a paper is told."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from meydan.base.papers.operations import annul, issue
from meydan.base.papers.queries import path_of
from meydan.base.papers.tests.facts import facts
from meydan.base.papers.uploads import MOST_BYTES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def paper(now):
    return issue(kind_code="stop_work", facts=facts(), actor=None, now=now)


def page(answer):
    return answer.content.decode()


def test_a_genuine_paper_shows_its_number_and_digest_and_no_name(client, paper):
    shown = page(client.get(f"/verify/{paper.code}/"))
    assert "Bu belge gerçektir ve yürürlüktedir" in shown
    assert paper.sha256 in shown
    assert "Işık" not in shown
    assert "Cumhuriyet" not in shown


def test_an_annulled_paper_says_so_and_leads_to_the_one_in_its_place(client, paper, now):
    new = issue(kind_code="stop_work", facts=facts(), actor=None, now=now, replaces=paper)
    shown = page(client.get(f"/verify/{paper.code}/"))
    assert "yürürlükten kaldırılmıştır" in shown
    assert f"/verify/{new.code}/" in shown


def test_the_reason_of_an_annulment_is_not_public(client, paper, now):
    annul(paper=paper, reason="Ali Işık'ın parseli yanlış", actor=None, now=now)
    assert "parseli" not in page(client.get(f"/verify/{paper.code}/"))


@pytest.mark.parametrize("typed", ["0000-0000-0000", "x", "<script>", "۱۲۳۴-۱۲۳۴-۱۲۳۴"])
def test_an_unknown_code_is_a_plain_no(client, paper, typed):
    answer = client.get("/verify/", {"code": typed})
    assert answer.status_code == 404
    assert "<script>" not in page(answer).replace("<script type", "")
    assert "tanımıyoruz" in page(answer)


def test_the_code_is_found_however_it_is_typed(client, paper):
    answer = client.get("/verify/", {"code": paper.code.lower().replace("-", " ")})
    assert answer.url == f"/verify/{paper.code}/"


def test_the_file_itself_is_recognised_and_kept_nowhere(client, paper, tmp_path):
    content = path_of(paper.sha256).read_bytes()
    before = sorted(tmp_path.rglob("*"))
    for address in (f"/verify/{paper.code}/", "/verify/"):
        shown = page(client.post(address, {"file": SimpleUploadedFile("a.pdf", content)}))
        assert "değişmemiş hâlidir" in shown
    assert sorted(tmp_path.rglob("*")) == before


def test_a_changed_file_is_not_the_paper(client, paper):
    content = path_of(paper.sha256).read_bytes() + b" "
    shown = page(client.post(f"/verify/{paper.code}/", {"file": SimpleUploadedFile("a.pdf", content)}))
    assert "Bu dosya bu belge değil" in shown
    assert client.post("/verify/", {"file": SimpleUploadedFile("a.pdf", content)}).status_code == 404


def test_a_file_that_is_too_large_is_cut_off(client, paper):
    big = SimpleUploadedFile("a.pdf", b"0" * (MOST_BYTES + 1))
    assert client.post("/verify/", {"file": big}).status_code in (200, 400, 404)


def test_no_file_at_all_is_said(client, paper):
    assert client.post("/verify/", {}).status_code == 404
