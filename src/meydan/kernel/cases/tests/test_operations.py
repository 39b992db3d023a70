"""Opening, moving, colliding, erasing."""

import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from meydan.base.people.public import NotAllowed
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.models import Case, CaseEvent, CaseWords, Clock, Document, Reporter
from meydan.kernel.cases.operations.photos import media_path
from meydan.kernel.cases.queries.chain import chain_faults
from meydan.kernel.cases.tests.factories import case, picture, service

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def officer(db):
    service()
    return staff("manager", "works")


@pytest.fixture
def made(officer, now):
    return case(now=now)


def walk_to_work(made, officer, now):
    public.assign(case_id=made.pk, assignee=officer, actor=officer, now=now)
    public.advance(case_id=made.pk, transition="assign", actor=officer, now=now)
    return public.advance(case_id=made.pk, transition="start", actor=officer, now=now)


def test_a_case_opens_with_code_clock_and_first_line(made):
    assert made.code.startswith("GM-")
    assert public.by_code(made.code.lower().replace("-", "")) == made
    assert made.state == "received"
    assert made.clocks.count() == 1
    assert [event.verb for event in public.history(made)] == ["opened"]


def test_a_double_click_opens_one_case(now):
    first = case(now=now, idempotency_key="k1")
    second = case(now=now, idempotency_key="k1")
    assert first.pk == second.pk
    assert Case.objects.count() == 1
    assert Clock.objects.count() == 1


def test_an_unknown_service_opens_nothing(now):
    with pytest.raises(public.ServiceUnknown):
        public.open_case(service="moon", now=now)


def test_closing_needs_evidence_and_a_note(made, officer, now):
    held = walk_to_work(made, officer, now)
    with pytest.raises(public.EvidenceMissing) as refused:
        public.advance(case_id=made.pk, transition="finish", actor=officer, now=now)
    assert refused.value.missing == ["evidence", "note"]
    with pytest.raises(public.EvidenceMissing) as refused:
        public.advance(case_id=made.pk, transition="finish", actor=officer, now=now, note="Yama yapıldı")
    assert refused.value.missing == ["evidence"]
    made.refresh_from_db()
    assert (made.state, made.version) == ("working", held.version)
    done = public.advance(
        case_id=made.pk,
        transition="finish",
        actor=officer,
        now=now,
        note="Yama yapıldı",
        evidence=[picture()],
    )
    assert (done.outcome, done.is_closed, done.due_at) == ("done", True, None)
    assert done.clocks.get().state == "met"
    assert done.documents.get().kind == Document.Kind.EVIDENCE


def test_a_transition_the_workflow_does_not_draw_is_refused(made, officer, now):
    with pytest.raises(public.TransitionNotAllowed):
        public.advance(
            case_id=made.pk, transition="finish", actor=officer, now=now, note="x", evidence=[picture()]
        )


def test_an_officer_of_another_unit_and_a_clerk_are_refused(made, officer, now):
    stranger = staff("manager", "parks")
    public.assign(case_id=made.pk, assignee=officer, actor=officer, now=now)
    with pytest.raises(public.TransitionNotAllowed):
        public.advance(case_id=made.pk, transition="assign", actor=stranger, now=now)
    with pytest.raises(NotAllowed):
        public.assign(case_id=made.pk, assignee=stranger, actor=stranger, now=now)
    walk_to_work(made, officer, now)
    clerk = staff("clerk", "works")
    with pytest.raises(public.TransitionNotAllowed):
        public.advance(
            case_id=made.pk, transition="finish", actor=clerk, now=now, note="x", evidence=[picture()]
        )


def test_the_machine_takes_only_arrows_drawn_for_it(made, now):
    with pytest.raises(public.TransitionNotAllowed):
        public.advance(case_id=made.pk, transition="assign", actor=None, now=now)


def test_the_second_of_two_officers_is_told_and_overwrites_nothing(made, officer, now):
    held = walk_to_work(made, officer, now)
    seen = held.version
    public.advance(
        case_id=made.pk, transition="ask", actor=officer, now=now, note="Kapı no?", expected_version=seen
    )
    with pytest.raises(public.CaseChanged) as late:
        public.advance(
            case_id=made.pk, transition="refuse", actor=officer, now=now, note="olmaz", expected_version=seen
        )
    assert late.value.version == seen + 1
    made.refresh_from_db()
    assert made.state == "waiting"


def test_asking_the_citizen_stops_the_clock_and_the_answer_resumes_it(made, officer, now):
    walk_to_work(made, officer, now)
    waiting = public.advance(case_id=made.pk, transition="ask", actor=officer, now=now, note="Kapı no?")
    assert waiting.is_stopped
    assert waiting.due_at is None
    again = public.advance(
        case_id=made.pk, transition="answered", actor=officer, now=now + timedelta(days=7), note="41"
    )
    assert not again.is_stopped
    assert again.due_at == made.due_at + timedelta(days=7)


def test_a_reopened_case_gets_a_fresh_clock_and_keeps_its_first_outcome(made, officer, now):
    walk_to_work(made, officer, now)
    public.advance(
        case_id=made.pk, transition="finish", actor=officer, now=now, note="Bitti", evidence=[picture()]
    )
    back = public.advance(
        case_id=made.pk, transition="reopen", actor=officer, now=now, note="Çukur yine açık"
    )
    assert (back.outcome, back.closed_at, back.reopened_count) == ("", None, 1)
    assert [(clock.round, clock.state) for clock in public.clocks_of(back)] == [(0, "met"), (1, "running")]
    moves = [event.body.get("to") for event in public.history(back) if event.verb == "moved"]
    assert moves == ["assigned", "working", "done", "assigned"]


def test_a_clock_of_the_objection_begins_where_the_case_ends_and_lapses_unmissed(officer, now):
    terms = [{"id": "objection", "length": 15, "unit": "day", "names": {"en": "Object"}, "start": "refused"}]
    made = case(service=service("info", clocks=terms), now=now)
    public.advance(case_id=made.pk, transition="refuse_received", actor=officer, now=now, note="Yetki dışı")
    assert made.clocks.get().state == "running"
    public.sweep_breaches(now=now + timedelta(days=30))
    clock = made.clocks.get()
    assert (clock.state, clock.breached_at) == ("lapsed", None)


def test_reaching_a_state_ends_the_clock_it_answers(officer, now):
    terms = [
        {"id": "start", "length": 4, "unit": "hour", "names": {"en": "Start"}, "stop": ["working"]},
        {"id": "close", "length": 24, "unit": "hour", "names": {"en": "Close"}},
    ]
    made = case(service=service("two", clocks=terms), now=now)
    held = walk_to_work(made, officer, now + timedelta(hours=1))
    assert {clock.key: clock.state for clock in held.clocks.all()} == {"start": "met", "close": "running"}
    assert held.due_at == now + timedelta(hours=24)


# --- history ---------------------------------------------------------------------------------
def test_the_database_refuses_to_change_or_remove_a_line(made):
    event = CaseEvent.objects.get(case=made)
    for statement in (
        f"UPDATE cases_caseevent SET verb = 'noted' WHERE id = {event.pk}",
        f"DELETE FROM cases_caseevent WHERE id = {event.pk}",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert CaseEvent.objects.filter(pk=event.pk, verb="opened").exists()


@pytest.mark.only_on("sqlite")  # the guard is lowered with its own statement here
@pytest.mark.parametrize("change", ["verb = 'noted'", "body = '{}'", "at = '2020-01-01 00:00:00'"])
def test_a_line_altered_behind_the_guards_is_found(made, officer, now, change):
    walk_to_work(made, officer, now)
    assert list(chain_faults()) == []
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER cases_caseevent_no_update")
        cursor.execute(f"UPDATE cases_caseevent SET {change} WHERE case_id = {made.pk} AND sequence = 2")
    faults = list(chain_faults())
    assert [(fault.case_id, fault.sequence) for fault in faults] == [(made.pk, 2)]


def test_words_are_erased_and_the_chain_holds(made, officer, now):
    public.add_note(case_id=made.pk, text="Ayşe Hanım 0555 aradı", actor=officer, now=now)
    assert list(chain_faults()) == []
    CaseWords.objects.update(text="başka söz")
    assert [fault.fault for fault in chain_faults()] == ["the words of a line were altered"]
    public.erase_personal_words(case_id=made.pk, actor=officer, now=now)
    assert list(chain_faults()) == []
    assert not CaseWords.objects.exclude(text="").exists()


# --- people ----------------------------------------------------------------------------------
def test_the_phone_is_sealed_and_stands_nowhere_in_clear(officer, now, caplog):
    reporter = public.Reporter(name="Ayşe Çelik", phone="+905551234567", language="tr")
    made = case(now=now, reporter=reporter)
    kept = Reporter.objects.get(case=made)
    assert b"5551234567" not in bytes(kept.phone_sealed)
    assert "5551234567" not in kept.phone_digest
    from meydan.kernel.cases.privacy import open_text

    assert open_text(bytes(kept.phone_sealed)) == "+905551234567"
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_case")
        assert "5551234567" not in repr(cursor.fetchall())
        cursor.execute("SELECT body FROM cases_caseevent")
        assert "5551234567" not in repr(cursor.fetchall())
    assert "5551234567" not in caplog.text


def test_another_home_cannot_read_the_phone(now, settings):
    made = case(now=now, reporter=public.Reporter(phone="+905551234567"))
    settings.SECRET_KEY = "another home's secret"
    from meydan.kernel.cases.privacy import SealUnreadable, open_text

    with pytest.raises(SealUnreadable):
        open_text(bytes(Reporter.objects.get(case=made).phone_sealed))


# --- files -----------------------------------------------------------------------------------
def test_a_photo_loses_its_place_and_keeps_its_upright(now):
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6  # turned: shown upright it is taller than wide
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[2] = (40.0, 27.0, 0.0)
    made = case(now=now, photos=[picture(size=(80, 60), exif=exif)])
    kept = made.documents.get()
    content = media_path(kept.sha256).read_bytes()
    assert b"PhoneMaker" not in content
    with Image.open(io.BytesIO(content)) as image:
        assert dict(image.getexif()) == {}
        assert image.size == (60, 80)
        # Turned a quarter clockwise, the blue starting half is the upper half.
        red, _green, blue = image.getpixel((30, 10))
        assert blue > 200
        assert red < 60


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize("content", [SVG, HTML, b"", b"GIF89a" + b"\0" * 40, b"\xff\xd8\xff\xe0 not really"])
def test_what_is_no_photo_is_refused(content):
    with pytest.raises(public.FileRefused) as refused:
        public.prepare_photo(io.BytesIO(content))
    assert refused.value.reason == "not_a_photo"


def test_a_photo_with_a_page_hidden_in_it_loses_the_page():
    polyglot = picture().getvalue() + HTML
    prepared = public.prepare_photo(io.BytesIO(polyglot))
    assert b"<script" not in prepared.content
    assert prepared.content_type == "image/jpeg"


@pytest.mark.parametrize("hidden", [b"<html>", b"/JavaScript (x)", b"<svg"])
def test_a_paper_that_is_also_something_else_is_refused(hidden):
    with pytest.raises(public.FileRefused):
        public.prepare_evidence(io.BytesIO(b"%PDF-1.7\n" + hidden + b"\n%%EOF"))


def test_a_plain_paper_is_taken():
    assert public.prepare_evidence(io.BytesIO(b"%PDF-1.7\n1 0 obj\n%%EOF")).content_type == "application/pdf"


def test_a_picture_that_unpacks_into_gigabytes_is_refused(monkeypatch):
    from meydan.base.files import intake

    monkeypatch.setattr(intake, "MAX_PIXELS", 1000)
    with pytest.raises(public.FileRefused) as refused:
        public.prepare_photo(picture(size=(80, 60)))
    assert refused.value.reason == "too_many_pixels"


def test_a_file_too_large_is_refused(monkeypatch):
    from meydan.base.files import intake

    monkeypatch.setattr(intake, "MAX_BYTES", 100)
    with pytest.raises(public.FileRefused) as refused:
        public.prepare_photo(picture())
    assert refused.value.reason == "too_large"


# --- aggregates ------------------------------------------------------------------------------
def test_figures_by_hand(officer, now):
    in_time, late = case(now=now), case(now=now)
    case(now=now)
    for made, days in ((in_time, 2), (late, 30)):
        walk_to_work(made, officer, now)
        public.advance(
            case_id=made.pk,
            transition="finish",
            actor=officer,
            now=now + timedelta(days=days),
            note="Bitti",
            evidence=[picture()],
        )
    later = now + timedelta(days=31)
    figures = public.aggregates
    assert figures.closed_count(service="road_fault").value == 2
    assert figures.closed_count(since=now + timedelta(days=3)).value == 1
    assert figures.closed_count(with_evidence=True).row_count == 2
    assert figures.closed_in_time_share(until=later).value == 0.5
    assert figures.reply_days().value == pytest.approx(16.0)
    assert figures.open_count().value == 1
    assert figures.open_count(overdue_at=later).value == 1
    assert figures.services_online_share().value in (0.0, 1.0)
    assert figures.closed_in_time_share(service="nothing").value is None
    assert figures.closed_count().last_input_at == now + timedelta(days=30)
