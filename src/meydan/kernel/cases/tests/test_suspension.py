"""A case that waits for something named, and a case that is opened again."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from meydan.base.people.public import NotAllowed
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.models import AskedItem, CaseEvent, Suspension
from meydan.kernel.cases.operations.suspending import ItemSettled, NothingAsked, settle_item, suspend
from meydan.kernel.cases.queries.outcomes import outcomes_of
from meydan.kernel.cases.queries.suspensions import open_suspension
from meydan.kernel.cases.tests.factories import case, picture, service
from meydan.kernel.cases.tests.reading import in_language, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def officer(db):
    service()
    return staff("manager", "works")


def working(officer, now):
    made = case(now=now)
    public.assign(case_id=made.pk, assignee=officer, actor=officer, now=now)
    public.advance(case_id=made.pk, transition="assign", actor=officer, now=now)
    return public.advance(case_id=made.pk, transition="start", actor=officer, now=now)


def waiting(officer, now, *asks):
    made = working(officer, now)
    return suspend(
        case_id=made.pk, transition="ask", asks=asks or ("Kapı numarası", " ", "Bir fotoğraf"), actor=officer,
        now=now, note="Yeri bulamadık",
    )  # fmt: skip


def test_with_the_last_thing_that_comes_the_case_goes_on_and_its_clock_too(officer, now):
    made = waiting(officer, now)
    assert made.is_stopped
    door, photo = open_suspension(made.pk).items.all()
    later = now + timedelta(days=7)
    held = settle_item(case_id=made.pk, item_id=door.pk, has_come=True, actor=officer, now=later)
    assert (held.state, held.is_stopped) == ("waiting", True)
    on = settle_item(case_id=made.pk, item_id=photo.pk, has_come=False, actor=officer, now=later)
    assert (on.state, on.is_stopped) == ("working", False)
    assert on.due_at > later
    assert open_suspension(made.pk) is None
    assert list(public.chain_faults()) == []


def test_a_case_taken_on_by_hand_waits_for_nothing_any_more(officer, now):
    made = waiting(officer, now)
    public.advance(case_id=made.pk, transition="answered", actor=officer, now=now, note="41")
    assert set(AskedItem.objects.values_list("state", flat=True)) == {"dropped"}
    item = AskedItem.objects.first()
    with pytest.raises(ItemSettled):
        settle_item(case_id=made.pk, item_id=item.pk, has_come=True, actor=officer, now=now)
    again = suspend(
        case_id=made.pk, transition="ask", asks=["Ada no"], actor=officer, now=now, note="Bir daha"
    )
    assert Suspension.objects.filter(case=again, ended_at=None).count() == 1


def test_a_case_withdrawn_while_it_waits_waits_no_more(officer, now):
    made = waiting(officer, now)
    public.advance(case_id=made.pk, transition="withdraw", actor=officer, now=now, note="Vazgeçti")
    assert open_suspension(made.pk) is None


def test_an_empty_list_and_a_step_that_waits_for_nothing_are_refused(officer, now):
    made = working(officer, now)
    facts = {"case_id": made.pk, "actor": officer, "now": now, "note": "x"}
    with pytest.raises(NothingAsked):
        suspend(transition="ask", asks=[" "], **facts)
    with pytest.raises(public.TransitionNotAllowed):
        suspend(transition="refuse", asks=["Kimlik"], **facts)
    made.refresh_from_db()
    assert made.state == "working"


def test_something_ticked_twice_at_once_is_ticked_once(officer, now):
    made = waiting(officer, now)
    door = open_suspension(made.pk).items.first()
    seen = public.case_in_full(made.pk).version
    ticked = {"case_id": made.pk, "item_id": door.pk, "has_come": True, "actor": officer, "now": now}
    settle_item(expected_version=seen, **ticked)
    with pytest.raises(public.CaseChanged):
        settle_item(expected_version=seen, **ticked)
    with pytest.raises(ItemSettled):
        settle_item(**ticked)


def test_an_officer_of_another_unit_ticks_nothing(officer, now):
    made = waiting(officer, now)
    door = open_suspension(made.pk).items.first()
    with pytest.raises(NotAllowed):
        settle_item(case_id=made.pk, item_id=door.pk, has_come=True, actor=staff("manager", "parks"), now=now)


SAID = {
    "tr": ("Ne bekliyoruz", "İstediklerimiz"),
    "fa": ("منتظر چه هستیم", "خواسته‌های ما"),
    "en": ("What we wait for", "We asked for"),
}


@pytest.mark.parametrize("language", SAID)
def test_the_citizen_reads_what_is_asked_and_the_officer_ticks_it(client, settings, officer, language):
    made = working(officer, timezone.now())
    client.force_login(officer)
    in_language(client, settings, language)
    sent = {"transition": "ask", "note": "Yer?", "asks": "Kapı no\r\nFotoğraf", "version": made.version}
    assert client.post(f"/desk/cases/{made.pk}/move/", sent).status_code == 302
    page = words(client.get(f"/follow/{made.code}/"))
    for said in (*SAID[language], "Kapı no", "Fotoğraf"):
        assert said in page
    assert "waiting/" not in page
    desk = words(client.get(f"/desk/cases/{made.pk}/"))
    assert SAID[language][0] in desk
    for item in AskedItem.objects.all():
        version = public.case_in_full(made.pk).version
        path = f"/desk/cases/{made.pk}/waiting/{item.pk}/"
        assert client.post(path, {"has_come": "1", "version": version}).status_code == 302
    made.refresh_from_db()
    assert made.state == "working"


def test_erasing_takes_what_was_asked_for_too(officer, now):
    made = waiting(officer, now, "Ayşe Hanımın kimliği")
    public.erase_personal_words(case_id=made.pk, actor=officer, now=now)
    assert not AskedItem.objects.exclude(words="").exists()
    assert list(public.chain_faults()) == []


# --- opened again ----------------------------------------------------------------------------
def test_the_first_outcome_stands_after_the_case_was_opened_again_and_ended_otherwise(officer, now):
    made = working(officer, now)
    steps = [
        ("finish", {"note": "Bitti", "evidence": [picture()]}),
        ("reopen", {"note": "Yine açık"}),
        ("start", {}),
        ("refuse", {"note": "Özel mülk"}),
    ]
    for number, (step, facts) in enumerate(steps):
        at = now + timedelta(days=number)
        public.advance(case_id=made.pk, transition=step, actor=officer, now=at, **facts)
    held = outcomes_of(public.case_in_full(made.pk))
    assert [(one.outcome, one.at) for one in held] == [
        ("done", now),
        ("refused", now + timedelta(days=3)),
    ]
    line = CaseEvent.objects.get(case=made, body__outcome="done")
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseEvent.objects.filter(pk=line.pk).update(body={})
    with pytest.raises(DatabaseError), transaction.atomic():
        line.delete()
