"""After the report: where it stands, one more document, the question, open it again, take words back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.models import Case, CaseEvent, Document
from meydan.kernel.cases.operations.sending import ReopenClosed, reopen_for_reporter, reopen_until
from meydan.kernel.cases.queries.cases import is_own_key, own_key
from meydan.kernel.cases.queries.chain import chain_faults
from meydan.kernel.cases.queries.pace import pace_of, way_of
from meydan.kernel.cases.queries.workflows import workflow
from meydan.kernel.cases.tests.factories import case, picture, service
from meydan.kernel.cases.tests.reading import in_language, words

pytestmark = pytest.mark.django_db
PHONE = "+905321234567"


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def officer(db):
    service()
    return staff("manager", "works")


def to_work(made, officer, at):
    public.assign(case_id=made.pk, assignee=officer, actor=officer, now=at)
    public.advance(case_id=made.pk, transition="assign", actor=officer, now=at)
    return public.advance(case_id=made.pk, transition="start", actor=officer, now=at)


def finish(made, officer, at, **facts):
    to_work(made, officer, at)
    given = {"note": "Yama yapıldı", "evidence": [picture()], **facts}
    return public.advance(case_id=made.pk, transition="finish", actor=officer, now=at, **given)


@pytest.fixture
def mine(client, officer):
    """A case whose phone this browser knows."""
    made = case(now=timezone.now(), reporter=public.Reporter(phone=PHONE), description="Ayşe, 0532 123 45 67")
    client.post(f"/follow/{made.code}/", {"act": "phone", "phone": "0532 123 45 67"})
    return made


def act(client, made, **fields):
    return client.post(f"/follow/{made.code}/", fields, follow=True)


# --- the question, and opening again ------------------------------------------------------------
def test_an_unhappy_citizen_reopens_and_the_first_outcome_stays(client, mine, officer):
    finish(mine, officer, timezone.now())
    act(client, mine, act="answer", satisfied="again", why="came_back", reason="Yama söküldü")
    mine.refresh_from_db()
    assert (mine.closed_at, mine.reopened_count, mine.state) == (None, 1, "assigned")
    assert [clock.state for clock in public.clocks_of(mine)] == ["met", "running"]
    moves = [event.body for event in public.history(mine) if event.verb == "moved"]
    assert moves[-2]["outcome"] == "done"
    assert moves[-1]["by"] == "reporter"
    assert list(chain_faults()) == []


def test_reopening_asks_for_a_reason_and_for_a_term(client, mine, officer):
    done_at = timezone.now()
    finish(mine, officer, done_at)
    for why, said in (("", "Yama söküldü"), ("other", " "), ("moon", "Yama söküldü")):
        act(client, mine, act="answer", satisfied="again", why=why, reason=said)
    mine.refresh_from_db()
    assert mine.closed_at is not None
    assert reopen_until(mine) == done_at + timedelta(days=30)
    with pytest.raises(ReopenClosed):
        reopen_for_reporter(case_id=mine.pk, reason="not_fixed", now=done_at + timedelta(days=31))
    reopen_for_reporter(case_id=mine.pk, reason="not_fixed", now=done_at + timedelta(days=29))


def test_with_the_code_alone_nobody_answers_or_reopens_for_another(client, mine, officer):
    finish(mine, officer, timezone.now())
    stranger = Client()
    for said in ("no", "again"):
        act(stranger, mine, act="answer", satisfied=said, why="partly", reason="x")
    act(stranger, mine, act="take_out", what="words")
    act(stranger, mine, act="paper", paper=SimpleUploadedFile("a.jpg", picture().getvalue()))
    mine.refresh_from_db()
    assert (mine.is_satisfied, mine.reopened_count, mine.description) == (None, 0, "Ayşe, 0532 123 45 67")
    assert not Document.objects.filter(case=mine, kind="paper").exists()


def test_an_answer_may_say_why(client, mine, officer):
    finish(mine, officer, timezone.now())
    act(client, mine, act="answer", satisfied="no", reason="Kenarı açık kaldı")
    mine.refresh_from_db()
    assert mine.is_satisfied is False
    assert public.history(mine)[-1].words.text == "Kenarı açık kaldı"


def test_the_key_of_the_receipt_stands_in_for_a_phone(client):
    service()
    fields = {"service": "road_fault", "address": "Kadı Sokak 3", "description": "Çukur", "token": "t"}
    receipt = client.post("/report/", fields, follow=True)
    made = Case.objects.get()
    assert own_key(made) in words(receipt)
    stranger = Client()
    assert own_key(made) not in words(stranger.get(f"/report/{made.code}/"))
    assert act(stranger, made, act="key", key="2222-2222").status_code == 422
    act(stranger, made, act="key", key=own_key(made).lower())
    act(stranger, made, act="take_out", what="words")
    made.refresh_from_db()
    assert made.description == ""
    assert not is_own_key(made, "")


# --- documents and messages ----------------------------------------------------------------------
def test_one_more_document_comes_and_the_waiting_clock_runs_again(client, mine, officer):
    to_work(mine, officer, timezone.now())
    public.advance(
        case_id=mine.pk, transition="ask", actor=officer, now=timezone.now(), note="Fotoğraf gönderin"
    )
    mine.refresh_from_db()
    assert mine.is_stopped
    act(client, mine, act="paper", paper=SimpleUploadedFile("foto.jpg", picture().getvalue()))
    mine.refresh_from_db()
    assert (mine.state, mine.is_stopped) == ("working", False)
    paper = mine.documents.get(kind="paper")
    assert b"".join(client.get(f"/files/{paper.pk}/").streaming_content).startswith(b"\xff\xd8")
    assert Client().get(f"/files/{paper.pk}/").status_code == 404


def test_an_answer_of_the_author_takes_the_case_on_and_that_of_a_stranger_does_not(client, mine, officer):
    to_work(mine, officer, timezone.now())
    public.advance(case_id=mine.pk, transition="ask", actor=officer, now=timezone.now(), note="Kapı no?")
    act(Client(), mine, act="message", words="ben de merak ediyorum")
    assert Case.objects.get(pk=mine.pk).state == "waiting"
    act(client, mine, act="message", words="41")
    assert Case.objects.get(pk=mine.pk).state == "working"


@pytest.mark.parametrize("content", [b"<html><script>", b"<svg onload=x>", b"PK\x03\x04", b""])
def test_a_document_that_is_none_is_refused(client, mine, content):
    act(client, mine, act="paper", paper=SimpleUploadedFile("a.pdf", content))
    assert not mine.documents.filter(kind="paper").exists()


def test_the_reason_of_a_refusal_is_shown_to_the_author_alone(client, mine, officer):
    public.advance(
        case_id=mine.pk,
        transition="refuse_received",
        actor=officer,
        now=timezone.now(),
        note="Karayollarının yolu",
    )
    assert "Karayollarının yolu" in words(client.get(f"/follow/{mine.code}/"))
    assert "Karayollarının yolu" not in words(Client().get(f"/follow/{mine.code}/"))


# --- taking words back ---------------------------------------------------------------------------
def test_the_author_takes_numbers_out_later(client, mine):
    act(client, mine, act="take_out", what="numbers")
    mine.refresh_from_db()
    assert mine.description.startswith("Ayşe, [")
    assert "0532" not in mine.description


def test_the_author_erases_the_words_and_it_stays_written_that_they_were_erased(client, mine):
    act(client, mine, act="message", words="Ben Ayşe")
    act(client, mine, act="take_out", what="words")
    mine.refresh_from_db()
    assert mine.description == ""
    assert all(event.words.text == "" for event in public.history(mine) if event.verb == "message_in")
    last = public.history(mine)[-1]
    assert (last.verb, last.body["what"], last.is_public) == ("erased", "words", True)
    assert list(chain_faults()) == []


def test_everything_goes_only_with_the_box_ticked(client, mine):
    act(client, mine, act="take_out", what="everything")
    assert bytes(Case.objects.get(pk=mine.pk).reporter.phone_sealed)
    act(client, mine, act="take_out", what="everything", sure="yes")
    assert not bytes(Case.objects.get(pk=mine.pk).reporter.phone_sealed)


# --- how long, and with whom ---------------------------------------------------------------------
def test_each_state_says_how_long_it_usually_takes_and_with_how_many_cases(officer, now):
    for days in (1, 2, 3, 4, 10):
        made = case(now=now)
        to_work(made, officer, now + timedelta(days=1))
        public.advance(
            case_id=made.pk,
            transition="finish",
            actor=officer,
            now=now + timedelta(days=1 + days),
            note="Bitti",
            evidence=[picture()],
        )
    paces = pace_of(service())
    assert (paces["received"].days, paces["working"].days, paces["working"].stays) == (1.0, 3.0, 5)


def test_too_few_cases_say_so(client, settings, mine):
    in_language(client, settings, "en")
    assert "too few cases to say how long" in words(client.get(f"/follow/{mine.code}/"))


def test_the_way_shows_where_the_case_stands(officer):
    made = case(now=timezone.now())
    to_work(made, officer, timezone.now())
    made.refresh_from_db()
    way = way_of(made, workflow("request"))
    assert [step.is_here for step in way] == [False, False, True, False]
    assert [step.is_passed for step in way] == [True, True, False, False]
    Case.objects.filter(pk=made.pk).update(state="refused", closed_at=timezone.now(), outcome="refused")
    made.refresh_from_db()
    assert way_of(made, workflow("request"))[-1].is_here


def test_a_supporter_may_join_from_the_follow_page(officer):
    made = case(now=timezone.now())
    act(Client(), made, act="support", phone="0532 123 45 67")
    act(Client(), made, act="support", phone="nope")
    made.refresh_from_db()
    assert made.supporter_count == 1
    assert CaseEvent.objects.filter(case=made, verb="supported").count() == 1
