"""Messages in three languages, sent once, by whichever way this home has."""

from __future__ import annotations

import json
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from meydan.base.connectors import home_settings
from meydan.base.connectors.tests.town import Town, town
from meydan.base.jobs.public import Job, run_due, try_again
from meydan.base.notify import operations, transports
from meydan.base.notify.models import Message
from meydan.base.notify.public import NobodyToReach, Recipient, TemplateUnknown, send
from meydan.base.people.tests.factories import account

pytestmark = pytest.mark.django_db
GULSAH = "gulsah@example.org"
PHONE = "+904562131009"
CONTEXT = {"name": "Gülşah Işık", "street": "Çeşme & İnönü"}


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    """A home folder of its own, and the templates beside these tests."""
    settings.MEYDAN_HOME = replace(settings.MEYDAN_HOME, path=tmp_path, key="khoy")
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [
        {**engine, "DIRS": [Path(__file__).parent / "templates"], "OPTIONS": _with_files(engine)}
    ]
    return tmp_path


def _with_files(engine: dict[str, Any]) -> dict[str, Any]:
    loaders = [
        "django.template.loaders.filesystem.Loader",
        "django.template.loaders.app_directories.Loader",
    ]
    return {**engine["OPTIONS"], "loaders": loaders}


@pytest.fixture
def configured(home: Path) -> Callable[[str], None]:
    def write(words: str) -> None:
        (home / home_settings.FILE).write_text(words)

    return write


@pytest.fixture
def gateway(configured) -> Iterator[Town]:
    with town() as server:
        configured(
            f'[sms]\nenabled = true\nurl = "{server.url}/plain"\n'
            'fields = {receptor = "{digits}", message = "{text}", localid = "{id}", sender = "1000"}\n'
        )
        yield server


def soon() -> datetime:
    return timezone.now() + timedelta(seconds=1)


def dropped(home: Path) -> list[dict]:
    return [json.loads(file.read_text()) for file in sorted((home / "outbox").glob("*.json"))]


@pytest.mark.parametrize(
    ("language", "subject", "body"),
    [
        ("tr", "Çeşme & İnönü su altında", "Sayın Gülşah Işık, Çeşme & İnönü bu sabah kapalı."),
        ("fa", "Çeşme & İnönü زیر آب است", "Gülşah Işık گرامی، Çeşme & İnönü امروز صبح بسته است."),
        ("en", "Çeşme & İnönü is under water", "Dear Gülşah Işık, Çeşme & İnönü is closed this morning."),
    ],
)
def test_without_gateway_or_server_a_message_lands_in_the_outbox_in_its_language(
    home, now, language, subject, body
):
    row = send("tests_flood", to=Recipient(email=GULSAH, language=language), context=CONTEXT, now=now)
    assert dropped(home) == [], "nothing leaves before the job runs"
    run_due(soon())
    (kept,) = dropped(home)
    assert (kept["id"], kept["address"], kept["subject"]) == (row.pk, GULSAH, subject)
    assert kept["body"].startswith(body)
    assert subject in (home / "outbox" / f"{row.pk:08d}.txt").read_text()
    row.refresh_from_db()
    assert (row.state, row.transport, row.address_masked) == ("sent", "file", "g•••@example.org")
    assert not any((row.address_sealed, row.subject_sealed, row.body_sealed)), "erased once it went"


def test_a_text_message_takes_the_shorter_version_without_its_subject_and_counts_its_parts(home, now):
    to = Recipient(phone=PHONE, email=GULSAH, language="en")
    row = send("tests_flood", to=to, context={"street": "K" * 200}, now=now)
    run_due(soon())
    (kept,) = dropped(home)
    assert kept["channel"] == "sms"
    assert kept["body"] == "K" * 200 + " is closed. Take another way."
    assert (row.parts, row.address_masked) == (2, "+90 ••• 09")


def test_neither_address_nor_words_stand_in_the_table_in_plain(now):
    row = send("tests_flood", to=Recipient(phone=PHONE, language="tr"), context=CONTEXT, now=now)
    values = repr(Message.objects.filter(pk=row.pk).values().get()) + repr(
        list(Job.objects.values("arguments"))
    )
    assert PHONE not in values
    assert "Gülşah" not in values


def test_a_language_without_a_template_reads_english_and_an_account_reads_its_own(now):
    assert (
        send("tests_flood", to=Recipient(email=GULSAH, language="de"), context={}, now=now).language == "de"
    )
    reader = account("zeyneb", email="z@example.org", language="fa")
    assert send("tests_flood", to=Recipient(account=reader), context={}, now=now).language == "fa"


def test_a_person_without_an_address_and_a_missing_template_are_said_at_once(now):
    with pytest.raises(NobodyToReach):
        send("tests_flood", to=Recipient(), context={}, now=now)
    with pytest.raises(TemplateUnknown):
        send("tests_nothing", to=Recipient(email=GULSAH), context={}, now=now)


def test_a_message_is_undone_with_the_transaction_that_asked_for_it(home, now):
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        send("tests_flood", to=Recipient(email=GULSAH), context=CONTEXT, now=now)
        raise ZeroDivisionError
    assert run_due(soon()) == 0


def test_a_key_makes_one_message_of_two_requests(home, now):
    to = Recipient(email=GULSAH)
    first = send("tests_flood", to=to, context=CONTEXT, now=now, key="case:7:opened")
    run_due(soon())
    assert send("tests_flood", to=to, context=CONTEXT, now=now, key="case:7:opened").pk == first.pk
    assert run_due(soon()) == 0
    assert len(dropped(home)) == 1


def test_a_subject_cannot_add_headers_to_an_e_mail(now, configured, mailoutbox):
    configured('[email]\nenabled = true\nhost = "mail.example"\nfrom = "belediye@example.org"\n')
    context = {**CONTEXT, "street": "Çeşme\r\nBcc: all@example.org"}
    send("tests_flood", to=Recipient(email=GULSAH, language="en"), context=context, now=now)
    run_due(soon())
    (letter,) = mailoutbox
    assert letter.to == [GULSAH]
    assert "Bcc" not in letter.message()
    assert letter.recipients() == [GULSAH]


def test_an_e_mail_has_the_city_s_sender_and_a_lasting_message_id(now, configured, mailoutbox):
    configured('[email]\nenabled = true\nhost = "mail.example"\nfrom = "belediye@example.org"\n')
    row = send("tests_flood", to=Recipient(email=GULSAH, language="tr"), context=CONTEXT, now=now)
    run_due(soon())
    (letter,) = mailoutbox
    assert letter.from_email == "belediye@example.org"
    assert letter.extra_headers["Message-ID"] == f"<meydan-khoy-{row.pk}@example.org>"
    row.refresh_from_db()
    assert (row.state, row.transport) == ("sent", "email")


class Broken:
    """A mail server that fails where it is told to."""

    def __init__(self, where: str, fault: Exception) -> None:
        self.where, self.fault = where, fault

    def __call__(self, **_: object) -> Broken:
        return self

    def open(self) -> None:
        if self.where == "open":
            raise self.fault

    def send_messages(self, letters: list) -> None:
        raise self.fault

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("where", "fault", "state"),
    [
        ("open", ConnectionRefusedError(), "waiting"),
        ("send", smtplib.SMTPDataError(451, b"later"), "waiting"),
        ("send", smtplib.SMTPServerDisconnected(), "unsure"),
        ("send", TimeoutError(), "unsure"),
    ],
)
def test_what_may_have_arrived_is_not_sent_again_and_what_did_not_is(
    now, configured, monkeypatch, where, fault, state
):
    configured('[email]\nenabled = true\nhost = "mail.example"\nfrom = "belediye@example.org"\n')
    row = send("tests_flood", to=Recipient(email=GULSAH), context=CONTEXT, now=now)
    monkeypatch.setattr(mail, "get_connection", Broken(where, fault))
    run_due(soon())
    row.refresh_from_db()
    assert row.state == state
    monkeypatch.undo()
    configured("")
    run_due(soon() + timedelta(minutes=1))
    row.refresh_from_db()
    assert row.state == ("sent" if state == "waiting" else "unsure")


def test_a_message_that_cannot_be_sent_is_a_dead_letter_and_can_be_tried_again(
    now, configured, monkeypatch, home
):
    configured('[email]\nenabled = true\nhost = "mail.example"\nfrom = "b@example.org"\n')
    row = send("tests_flood", to=Recipient(email=GULSAH), context=CONTEXT, now=now)
    monkeypatch.setattr(mail, "get_connection", Broken("open", ConnectionRefusedError("nobody there")))
    at = soon()
    for _ in range(9):
        run_due(at)
        at += timedelta(hours=2)
    row.refresh_from_db()
    assert (row.state, row.error) == ("failed", "nobody there")
    configured("")
    try_again(job_id=Job.objects.get(state="dead").pk, now=at)
    run_due(at)
    row.refresh_from_db()
    assert row.state == "sent"


def test_the_gateway_gets_its_own_field_names_and_the_text(now, gateway, monkeypatch):
    from urllib.parse import parse_qs

    sent: list[bytes] = []
    monkeypatch.setattr(transports, "fetch", _listening(sent, transports.fetch))
    row = send("tests_flood", to=Recipient(phone=PHONE, language="fa"), context=CONTEXT, now=now)
    run_due(soon())
    form = {name: values[0] for name, values in parse_qs(sent[0].decode()).items()}
    assert form["receptor"] == "904562131009"
    assert form["message"].startswith("Gülşah Işık گرامی")
    assert (form["localid"], form["sender"]) == (f"khoy-{row.pk}", "1000")
    assert gateway.asked[0][1]["Content-Type"] == "application/x-www-form-urlencoded"
    row.refresh_from_db()
    assert (row.state, row.transport) == ("sent", "sms")


def _listening(sent: list[bytes], inner: Callable) -> Callable:
    def fetch(*args: Any, **how: Any) -> Any:
        sent.append(how["content"])
        return inner(*args, **how)

    return fetch


@pytest.mark.parametrize(
    ("path", "state"), [("ill", "waiting"), ("forbidden", "waiting"), ("cut-off", "unsure")]
)
def test_a_gateway_s_faults_are_told_apart(now, gateway, configured, path, state):
    configured(f'[sms]\nenabled = true\nurl = "{gateway.url}/{path}"\n')
    row = send("tests_flood", to=Recipient(phone=PHONE), context=CONTEXT, now=now)
    run_due(soon())
    row.refresh_from_db()
    assert row.state == state
    assert len(gateway.asked) == 1, "a writing call is made once an attempt"


def test_a_gateway_that_says_yes_to_everything_is_believed_only_with_its_word(now, gateway, configured):
    configured(f'[sms]\nenabled = true\nurl = "{gateway.url}/plain"\naccepted = "OK"\n')
    row = send("tests_flood", to=Recipient(phone=PHONE), context=CONTEXT, now=now)
    run_due(soon())
    row.refresh_from_db()
    assert row.state == "waiting"
    assert "the gateway answered" in row.error


def test_a_worker_that_vanished_while_handing_over_leaves_the_message_unsure(now, gateway):
    row = send("tests_flood", to=Recipient(phone=PHONE), context=CONTEXT, now=now)
    assert operations.take_up(message_id=row.pk, transport=transports.SmsTransport()) is not None
    run_due(soon())  # the job again, by another worker
    row.refresh_from_db()
    assert row.state == "unsure"
    assert gateway.asked == []


def test_a_file_interrupted_half_way_is_simply_written_again(now, home):
    row = send("tests_flood", to=Recipient(phone=PHONE), context=CONTEXT, now=now)
    operations.take_up(message_id=row.pk, transport=transports.FileDrop())
    run_due(soon())
    assert len(dropped(home)) == 1
    assert not list((home / "outbox").glob(".part-*"))


def test_the_log_is_cleared_after_a_year(now):
    send("tests_flood", to=Recipient(phone=PHONE), context=CONTEXT, now=now)
    assert operations.sweep(before=now) == 0
    assert operations.sweep(before=now + timedelta(days=1)) == 1
