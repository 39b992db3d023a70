"""Every quarter each open action's post is asked once; what it writes back stands on the plan page or on a list."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from meydan.base.audit.public import Entry
from meydan.base.notify.public import Message
from meydan.base.notify.sealing import unseal
from meydan.base.people.public import Account, Holding, Post
from meydan.base.people.tests.factories import account, staff, unit
from meydan.base.sealing.public import seal_text
from meydan.kernel.strategy.engine.codes import code_of, codes_in, link_of
from meydan.kernel.strategy.models import Action, ActionWord, PostAddress, Quarter, Question, Reply
from meydan.kernel.strategy.operations.inbox import take_inbox, take_mail, take_sms
from meydan.kernel.strategy.operations.routine import run_routine
from meydan.kernel.strategy.queries.tracker import tracker_rows
from meydan.kernel.strategy.routinesetup import PURPOSE, quarter_of, secret
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db
ASKED = datetime(2026, 10, 1, 6, tzinfo=UTC)
EMAIL, PHONE = "fen@belediye.example", "+905321112233"


@pytest.fixture(autouse=True)
def in_town(pack: Any) -> None:
    pack("tr/gumushane")
    unit("smart_city")


@pytest.fixture
def owner() -> Account:
    return staff("manager", unit("works"), email=EMAIL, language="en")


@pytest.fixture
def asked(owner: Account) -> Question:
    make.action("1.1", ends_on=date(2027, 10, 15))
    assert run_routine(now=ASKED) == 1
    return Question.objects.get()


def message(at: int = -1) -> str:
    row = list(Message.objects.order_by("pk"))[at]
    return f"{unseal(row.subject_sealed)}\n{unseal(row.body_sealed)}"


def mail(words: str, sender: str = EMAIL, number: str = "1") -> bytes:
    return (
        f"From: {sender}\r\nMessage-ID: <{number}@x>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}"
    ).encode()


def reply(words: str, sender: str = EMAIL, number: str = "1", after: timedelta = timedelta(days=1)) -> Reply:
    return take_mail(mail(words, sender, number), "x", ASKED + after)


def code(question: Question) -> str:
    question.refresh_from_db()
    return code_of(question.pk, question.issue, secret())


def said() -> list[tuple[int, dict[str, str]]]:
    return list(ActionWord.objects.order_by("pk").values_list("progress_percent", "sentence"))


# --- the calendar --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("town", "day", "begins", "ends", "asks"),
    [
        # 1 October 2026 is a Thursday; 1 January is a holiday, and 2 and 3 January 2027 a weekend.
        ("tr/gumushane", date(2026, 11, 28), date(2026, 10, 1), date(2027, 1, 1), date(2026, 10, 1)),
        ("tr/gumushane", date(2027, 1, 1), date(2027, 1, 1), date(2027, 4, 1), date(2027, 1, 4)),
        # 1 Mehr 1405 is 23 September 2026, 1 Dey 22 December; the summer ends on 31 Shahrivar.
        ("ir/khoy", date(2026, 11, 28), date(2026, 9, 23), date(2026, 12, 22), date(2026, 9, 23)),
        ("ir/khoy", date(2026, 9, 22), date(2026, 6, 22), date(2026, 9, 23), date(2026, 6, 22)),
    ],
)
def test_a_quarter_begins_with_the_months_of_the_city_on_a_working_day(
    pack: Any, town: str, day: date, begins: date, ends: date, asks: date
) -> None:
    pack(town)
    found = quarter_of(day)
    assert (found.starts_on, found.ends_on, found.asks_on) == (begins, ends, asks)


def test_nobody_is_asked_twice_and_a_quarter_far_gone_is_let_be(owner: Account) -> None:
    make.action("1.1")
    assert run_routine(now=ASKED + timedelta(days=22)) == 0
    assert run_routine(now=ASKED + timedelta(days=21)) == 1
    assert run_routine(now=ASKED + timedelta(days=21, hours=5)) == 0
    assert Quarter.objects.count() == 1


# --- asking --------------------------------------------------------------------------------------


def test_the_post_is_asked_by_mail_for_a_sentence_and_a_percentage(asked: Question) -> None:
    words = message()
    assert "How does “Action 1.1 en” stand?" in words
    assert "40 road is asphalted up to the school" in words
    assert codes_in(words) == [code(asked)]
    assert reverse("strategy:answer", args=[link_of(asked.pk, 0, secret())]) in words
    assert "reason:" not in words


def test_a_post_with_a_telephone_is_asked_by_text_message_in_its_language(owner: Account) -> None:
    PostAddress.objects.create(
        post=Post.objects.get(holdings__account=owner), phone_sealed=seal_text(PHONE, purpose=PURPOSE),
        language="fa", changed_at=ASKED,
    )  # fmt: skip
    make.action("1.1")
    run_routine(now=ASKED)
    assert Message.objects.get().channel == "sms"
    assert "«Action 1.1 fa» در چه وضعی است؟" in message()
    row = take_sms(
        sender="0532 111 22 33",
        words=f"{code(Question.objects.get())} ۴۰ راه تا مدرسه",
        number="7",
        now=ASKED,
    )
    assert (row.state, said()) == ("taken", [(40, {"fa": "راه تا مدرسه"})])


def test_the_message_about_a_late_action_says_that_its_reason_is_missing(owner: Account) -> None:
    make.action("1.1", ends_on=date(2026, 9, 1))
    run_routine(now=ASKED)
    assert "reason: the supplier delivered late" in message()
    assert "1 September 2026" in message()


def test_an_action_without_a_holder_is_asked_as_soon_as_there_is_one() -> None:
    make.action("1.1")
    assert run_routine(now=ASKED) == 0
    assert Question.objects.get().asked_at is None
    staff("manager", unit("works"), email=EMAIL)
    assert run_routine(now=ASKED + timedelta(days=1)) == 1


def test_finished_work_and_drafts_are_not_asked_about(owner: Account) -> None:
    make.action("1.1", status="done")
    make.action("1.2", status="dropped")
    assert run_routine(now=ASKED) == 0
    draft = make.action("1.3")
    draft.goal.plan.__class__.objects.update(status="draft")
    assert run_routine(now=ASKED) == 0


def test_nobody_real_is_written_to_about_a_sample(owner: Account) -> None:
    make.action("1.1", is_sample=True)
    assert run_routine(now=ASKED) == 0
    Holding.objects.update(is_sample=True)
    assert run_routine(now=ASKED + timedelta(days=1)) == 1


def test_reminders_go_after_seven_and_fourteen_days_and_then_it_stands_among_those_without_news(
    asked: Question,
) -> None:
    plan = asked.action.goal.plan
    Action.objects.update(updated_at=ASKED)
    sent = [run_routine(now=ASKED + timedelta(days=day)) for day in range(1, 31)]
    assert [day for day, count in enumerate(sent, 1) if count] == [7, 14]
    assert message().startswith("Reminder: ")
    assert [tracker_rows(plan, ASKED + timedelta(days=day))[0].is_stale for day in (13, 14)] == [False, True]
    assert reply(f"[{code(asked)}] 40 road", after=timedelta(days=20)).state == "taken"
    assert not tracker_rows(plan, ASKED + timedelta(days=21))[0].is_stale


def test_a_home_that_slept_sends_one_reminder_for_two(asked: Question) -> None:
    assert run_routine(now=ASKED + timedelta(days=15)) == 1
    assert run_routine(now=ASKED + timedelta(days=16)) == 0


# --- answers -------------------------------------------------------------------------------------


def test_a_reply_stands_on_the_plan_page_and_in_the_log_of_the_post(asked: Question) -> None:
    row = reply(f"40 road is asphalted up to the school\n\n> {message()}")
    assert (row.state, row.fault) == ("taken", "")
    assert said() == [(40, {"en": "road is asphalted up to the school"})]
    asked.refresh_from_db()
    assert (asked.way, asked.answered_at) == ("email", ASKED + timedelta(days=1))
    assert Entry.objects.filter(verb="strategy.said").count() == 1


def test_a_reply_without_its_code_is_taken_when_only_one_question_waits_there(
    owner: Account, asked: Question
) -> None:
    assert reply("40 road").state == "taken"
    make.action("1.2")
    make.action("1.3")
    run_routine(now=ASKED + timedelta(days=2))
    assert reply("50 road", number="2", after=timedelta(days=3)).fault == "no_code"


def test_a_hundred_finishes_the_work(asked: Question) -> None:
    reply("100 all done")
    assert Action.objects.get().status == "done"


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("we go on", "no_percent"),
        ("140 road", "too_much"),
        ("40% or 50% of the road", "several"),
        ("40", "no_sentence"),
        ("ZZZZ-ZZZZ-ZZZZ 40 road", "foreign_code"),
    ],
)
def test_what_cannot_be_read_stands_on_the_units_list_with_its_words(
    asked: Question, client: Client, words: str, fault: str
) -> None:
    row = reply(words)
    assert (row.state, row.fault, said()) == ("waiting", fault, [])
    client.force_login(staff("clerk", unit("smart_city")))
    page = client.get("/desk/unit/answers/", {"lang": "en"}, follow=True).content.decode()
    with override("en"):
        assert str(row.get_fault_display()) in page
    assert words in client.get(f"/desk/unit/replies/{row.pk}/", follow=True).content.decode()


def test_a_late_action_is_not_moved_without_its_reason(owner: Account) -> None:
    make.action("1.1", ends_on=date(2026, 9, 1))
    run_routine(now=ASKED)
    assert reply("60 road").fault == "unexplained"
    assert Action.objects.get().progress_percent == 50
    assert reply("60 road reason: late supplier", number="2").state == "taken"
    assert Action.objects.get().explanation == {"en": "late supplier"}


def test_the_same_reply_twice_is_one_and_another_after_it_waits_as_used(asked: Question) -> None:
    first = reply(f"{code(asked)} 40 road")
    assert reply(f"{code(asked)} 40 road") == first
    second = reply(f"{code(asked)} 45 road", number="2")
    assert (second.state, second.fault) == ("waiting", "used")
    assert said() == [(40, {"en": "road"})]


def test_a_right_code_from_a_wrong_address_waits(asked: Question) -> None:
    row = reply(f"{code(asked)} 40 road", sender="boss@elsewhere.example")
    assert (row.fault, row.sender_masked, said()) == ("wrong_address", "b•••@elsewhere.example", [])


def test_a_code_is_void_when_its_quarter_is_over(asked: Question) -> None:
    before = reply(f"{code(asked)} 140 road", after=timedelta(days=90))
    after = reply(f"{code(asked)} 40 road", number="2", after=timedelta(days=92, hours=1))
    assert (before.fault, after.fault) == ("too_much", "expired")


def test_a_code_does_not_pass_on_with_the_post_and_the_new_holder_is_asked(
    asked: Question, owner: Account
) -> None:
    old, today = code(asked), ASKED.date()
    post = Post.objects.get(holdings__account=owner)
    Holding.objects.filter(post=post).update(to_on=today + timedelta(days=2))
    Holding.objects.create(
        post=post,
        account=account(email="new@belediye.example", language="en"),
        from_on=today + timedelta(days=2),
    )
    assert reply(f"{old} 40 road", after=timedelta(days=3)).fault == "handed_over"
    assert run_routine(now=ASKED + timedelta(days=3)) == 1
    assert code(asked) != old
    assert reply(f"{old} 41 road", number="2", after=timedelta(days=4)).fault == "handed_over"
    assert reply(f"{old} 42 road", "new@belediye.example", "3", timedelta(days=4)).fault == "handed_over"
    assert reply(f"{code(asked)} 43 road", "new@belediye.example", "4", timedelta(days=4)).state == "taken"


def test_a_closed_account_answers_no_more(asked: Question, owner: Account) -> None:
    Account.objects.filter(pk=owner.pk).update(is_active=False)
    assert reply(f"{code(asked)} 40 road").fault == "handed_over"


def test_two_codes_in_one_reply_wait_for_a_person(asked: Question) -> None:
    make.action("1.2")
    run_routine(now=ASKED + timedelta(hours=1))
    both = " ".join(code(one) for one in Question.objects.order_by("pk"))
    assert reply(f"{both} 40 road").fault == "several_codes"


def test_automatic_answers_and_bounces_are_counted_and_their_words_are_not_kept(asked: Question) -> None:
    row = take_mail(b"Auto-Submitted: auto-replied\r\n" + mail(f"{code(asked)} 40 I am away"), "x", ASKED)
    bounce = take_mail(b"Return-Path: <>\r\n" + mail("40 not delivered", number="2"), "x", ASKED)
    assert [row.state, bounce.state] == ["machine", "machine"]
    assert bytes(row.words_sealed) == b""
    assert said() == []


def test_a_sentence_on_the_desk_answers_the_question_too(
    asked: Question, owner: Account, client: Client
) -> None:
    from meydan.kernel.strategy.operations.saying import say

    say(code="1.1", sentence="x y", progress_percent=51, language="en", actor=owner, now=ASKED)
    asked.refresh_from_db()
    assert asked.way == "desk"


# --- the doors -----------------------------------------------------------------------------------


@pytest.fixture
def inbox(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(type(settings.MEYDAN_HOME), "folder", lambda _home, name: tmp_path / name)
    (tmp_path / "inbox/mail/new").mkdir(parents=True)
    (tmp_path / "inbox/sms").mkdir()
    return tmp_path / "inbox"


def test_a_maildir_is_emptied_and_what_nobody_can_read_is_kept_beside_it(
    asked: Question, inbox: Path
) -> None:
    (inbox / "mail/new/1.a").write_bytes(mail(f"{code(asked)} 40 road"))
    (inbox / "mail/new/2.b").write_bytes(b"\x00\xff")
    (inbox / "mail/new/3.c").write_bytes(mail("x" * (3 << 20)))
    (inbox / "mail/new/4.d").symlink_to("/etc/passwd")
    (inbox / "sms/a.json").write_text(json.dumps({"from": "0532", "text": "hello", "id": "1"}))
    (inbox / "sms/b.json").write_text("[" * 30_000)
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert take_inbox(now=later) == 5
    assert {path.name for path in (inbox / "mail/kept").iterdir()} == {"2.b", "3.c"}
    assert [path.name for path in (inbox / "mail/new").iterdir()] == ["4.d"]
    assert [path.name for path in (inbox / "sms/kept").iterdir()] == ["b.json"]
    waiting = Reply.objects.filter(state="waiting").values_list("fault", flat=True)
    assert {"no_sender", "too_large", "no_words"} <= set(waiting)
    assert take_inbox(now=later) == 0


def test_the_gateways_call_needs_its_secret(
    asked: Question, client: Client, settings: Any, inbox: Path
) -> None:
    from meydan.base.connectors import home_settings

    told = {"from": "+90 532 111 22 33", "text": "hello", "id": "9"}
    assert client.post("/answers/sms/", told).status_code == 403
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(home_settings, "_home_table", lambda _code: {"secret": "s" * 20})
        assert client.post("/answers/sms/?secret=wrong", told).status_code == 403
        assert client.post("/answers/sms/?secret=ş", told).status_code == 403
        for _time in range(2):
            assert (
                client.post("/answers/sms/", told, headers={"authorization": "Bearer " + "s" * 20}).content
                == b"OK"
            )
        assert client.get("/answers/sms/", {"secret": "s" * 20, "from": "1"}).status_code == 400
    assert Reply.objects.count() == 1


def test_the_link_is_answered_once_without_signing_in_and_looking_at_it_uses_nothing_up(
    asked: Question, client: Client
) -> None:
    Quarter.objects.update(ends_on=date(2099, 1, 1))
    page = reverse("strategy:answer", args=[link_of(asked.pk, 0, secret())])
    strict = Client(enforce_csrf_checks=True)
    for _look in range(2):
        shown = strict.get(page)
        assert shown.status_code == 200
    assert shown["Referrer-Policy"] == "no-referrer"
    assert strict.post(page, {"percent": "140", "sentence": "x"}).status_code == 422
    assert strict.post(page, {"percent": "۴۰", "sentence": "up to the school"}).status_code == 200
    assert said() == [(40, {"en": "up to the school"})]
    assert strict.post(page, {"percent": "50", "sentence": "again"}).status_code == 410
    assert client.get(reverse("strategy:answer", args=["x" * 31])).status_code == 404
    assert client.get(reverse("strategy:answer", args=[code(asked)])).status_code == 404


# --- the unit ------------------------------------------------------------------------------------


def test_the_unit_sees_posts_and_no_persons_and_writes_down_what_it_heard_by_telephone(
    asked: Question, client: Client
) -> None:
    Quarter.objects.update(ends_on=date(2099, 1, 1))
    waiting = reply("nearly half")
    clerk = staff("clerk", unit("smart_city"))
    client.force_login(clerk)
    page = client.get("/desk/unit/answers/?lang=en", follow=True).content.decode()
    assert "manager-works" in page
    assert EMAIL not in page
    assert Account.objects.get(email=EMAIL).username not in re.sub(r"manager-works-\d+", "", page)
    told = {"percent": "45", "sentence": "nearly half", "reply": waiting.pk}
    assert client.post(f"/desk/unit/answers/{asked.pk}/", told).status_code == 302
    asked.refresh_from_db()
    waiting.refresh_from_db()
    assert (asked.way, waiting.state, bytes(waiting.words_sealed)) == ("phone", "settled", b"")
    assert said()[-1][0] == 45


def test_other_units_see_the_quarter_and_change_nothing(asked: Question, client: Client) -> None:
    row = reply("nothing")
    client.force_login(staff("manager", unit("culture")))
    assert client.get("/desk/unit/answers/").status_code in (200, 302)
    assert client.post("/desk/unit/answers/").status_code == 403
    assert client.get(f"/desk/unit/answers/{asked.pk}/").status_code == 403
    assert client.get(f"/desk/unit/replies/{row.pk}/").status_code == 403
    assert client.post(f"/desk/unit/replies/{row.pk}/aside/", {"note": "x"}).status_code == 403


def test_a_reply_is_put_aside_with_a_word_why(asked: Question, client: Client) -> None:
    row = reply("advertisement")
    client.force_login(staff("administrator"))
    client.post(f"/desk/unit/replies/{row.pk}/aside/", {"note": ""})
    row.refresh_from_db()
    assert row.state == "waiting"
    client.post(f"/desk/unit/replies/{row.pk}/aside/", {"note": "advertisement"})
    row.refresh_from_db()
    assert (row.state, row.note) == ("settled", "advertisement")


def test_asking_and_listing_take_the_same_number_of_questions_whatever_their_number(
    asked: Question, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        make.action(f"2.{number}")
    run_routine(now=ASKED + timedelta(hours=1))
    client.force_login(staff("administrator"))
    with django_assert_max_num_queries(20):
        client.get("/desk/unit/answers/", follow=True)


def test_the_unit_says_where_a_post_is_asked_and_nobody_else_reads_it(owner: Account, client: Client) -> None:
    seat = Post.objects.get(holdings__account=owner)
    page = reverse("strategy:routine_address", args=[seat.code])
    client.force_login(owner)
    assert client.get(page).status_code == 403
    client.force_login(staff("clerk", unit("smart_city")))
    assert client.post(page, {"phone": "12", "email": "x", "language": "tr"}).status_code == 422
    assert client.post(page, {"phone": "0532 111 22 33", "email": "", "language": "fa"}).status_code == 302
    assert PHONE.encode() not in bytes(PostAddress.objects.get().phone_sealed)
    make.action("1.1")
    run_routine(now=ASKED)
    assert Message.objects.get().channel == "sms"
