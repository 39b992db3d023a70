"""Mails as servers hand them over: what is new in them, in every dress, and no letter breaks the reader."""

from __future__ import annotations

import contextlib
import time
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.kernel.strategy.engine.letters import (
    AUTO,
    BOUNCE,
    MOST_BYTES,
    PERSON,
    LetterUnreadable,
    new_words,
    read_letter,
)


def mail(body: bytes, *heads: str, sender: str = "fen@belediye.example") -> bytes:
    lines = [f"From: {sender}", "Subject: Re: soru", "Message-ID: <1@x>", *heads]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def test_a_plain_reply_gives_its_new_words_its_sender_and_its_number() -> None:
    letter = read_letter(
        mail(b"40 yol bitti\r\n\r\n> eski\r\n", sender='"Fen Isleri" <Fen@Belediye.example>')
    )
    assert (letter.sender, letter.new, letter.kind, letter.id) == (
        "fen@belediye.example", "40 yol bitti", PERSON, "<1@x>",
    )  # fmt: skip
    assert "eski" in letter.whole


@pytest.mark.parametrize(
    ("charset", "words"),
    [("utf-8", "۴۰ راه آسفالت شد"), ("iso-8859-9", "40 yol şöyle böyle"), ("windows-1254", "40 İğdır yolu"),
     ("windows-1256", "40 راه تمام شد")],
)  # fmt: skip
@pytest.mark.parametrize("transfer", ["base64", "quoted-printable"])
def test_turkish_and_persian_arrive_in_their_charsets(charset: str, words: str, transfer: str) -> None:
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "a@b.example", "Ynt: soru ğüş"
    letter.set_content(words, charset=charset, cte=transfer)
    read = read_letter(letter.as_bytes())
    assert read.new == words
    assert read.subject == "Ynt: soru ğüş"


def test_bytes_under_a_wrong_or_unknown_charset_are_still_read() -> None:
    for named in ("us-ascii", "x-nothing", "utf-8\\x00"):
        raw = mail("40 yol şu anda".encode(), f'Content-Type: text/plain; charset="{named}"')
        assert read_letter(raw).new == "40 yol şu anda"
    assert read_letter(mail("40 yol şu".encode("windows-1254"))).new == "40 yol şu"


def test_a_mail_of_html_alone_is_read_without_the_mail_it_answers() -> None:
    body = (
        "<html><head><style>p{}</style></head><body><p>40 yol &amp; kald&#305;r&#305;m</p><script>1</script>"
        '<div class="gmail_quote">22 Kas tarihinde yazdı: <blockquote>99 eski</blockquote></div></body></html>'
    )
    letter = read_letter(mail(body.encode(), "Content-Type: text/html; charset=utf-8"))
    assert letter.new == "40 yol & kaldırım"


def test_the_plain_part_is_taken_and_what_is_attached_is_not() -> None:
    letter = EmailMessage()
    letter["From"] = "a@b.example"
    letter.set_content("40 yol")
    letter.add_alternative("<p>50 yol</p>", subtype="html")
    letter.add_attachment("60 ek", filename="ek.txt")
    assert read_letter(letter.as_bytes()).new == "40 yol"


@pytest.mark.parametrize(
    "below",
    [
        "> 99 old",
        "On Mon, 23 Nov 2026 at 09:00, Belediye <b@c.example> wrote:\n> 99 old",
        "Belediye <b@c.example>, 23 Kas 2026 Pzt, 09:00 tarihinde şunu yazdı:\n99 old",
        "در دوشنبه ۲ آذر شهرداری نوشت:\n99 old",
        "-----Original Message-----\nFrom: x\n99 old",
        "-----Özgün İleti-----\n99 old",
        "________________________________\nKimden: x\n99 old",
        "Kimden: Belediye\nGönderildi: Pazartesi\n99 old",
        "-- \nAyşe Yılmaz\n0532",
        "Saygılarımla\nAyşe Yılmaz",
        "با احترام\nمریم",
        "Best regards,\nAyşe",
        "Sent from my iPhone",
        "iPhone'umdan gönderildi",
    ],
)
def test_quotes_and_signatures_are_not_new(below: str) -> None:
    assert new_words(f"40 yol bitti\n\n{below}") == "40 yol bitti"


def test_whoever_answers_below_the_quote_is_read_too() -> None:
    assert new_words("> How does it stand?\n> 99\n\n40 yol bitti") == "40 yol bitti"


@pytest.mark.parametrize(
    ("heads", "kind"),
    [
        (["Auto-Submitted: auto-replied"], AUTO),
        (["Auto-Submitted: no"], PERSON),
        (["Precedence: bulk"], AUTO),
        (["X-Auto-Response-Suppress: All"], AUTO),
        (["Return-Path: <>"], BOUNCE),
        (['Content-Type: multipart/report; boundary="x"; report-type=delivery-status'], BOUNCE),
    ],
)
def test_machines_are_told_from_people(heads: list[str], kind: str) -> None:
    assert read_letter(mail(b"40 yol", *heads)).kind == kind


def test_a_mailer_daemon_is_a_machine() -> None:
    assert read_letter(mail(b"40 yol", sender="MAILER-DAEMON@mx.example")).kind == BOUNCE


@pytest.mark.parametrize("sender", ["", "nobody", "a@b.example\r\nFrom: e@f.example", "<>"])
def test_a_mail_without_one_sender_is_refused(sender: str) -> None:
    with pytest.raises(LetterUnreadable, match="no_sender"):
        read_letter(mail(b"40 yol", sender=sender))


def test_headers_within_a_subject_stay_words() -> None:
    raw = mail(b"40 yol", "Subject: =?utf-8?q?x=0d=0aFrom:_boss@belediye.example?=")
    letter = read_letter(raw.replace(b"Subject: Re: soru\r\n", b""))
    assert letter.sender == "fen@belediye.example"
    assert "\n" not in letter.subject


def test_a_bomb_of_nested_parts_and_a_huge_mail_are_refused_in_no_time() -> None:
    part = MIMEMultipart()
    for _layer in range(80):
        outer = MIMEMultipart()
        outer.attach(part)
        part = outer
    part["From"] = "a@b.example"
    started = time.perf_counter()
    with pytest.raises(LetterUnreadable, match="too_nested"):
        read_letter(part.as_bytes())
    letters = b"From: a@b.example\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 20_000
    with pytest.raises(LetterUnreadable, match="too_nested"):
        read_letter(letters)
    with pytest.raises(LetterUnreadable, match="too_large"):
        read_letter(mail(b"x" * (MOST_BYTES + 1)))
    with pytest.raises(LetterUnreadable, match="no_words"):
        read_letter(mail(b"<div>" * 300_000, "Content-Type: text/html"))
    assert time.perf_counter() - started < 5


@given(st.binary(max_size=600))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    for whole in (raw, b"From: a@b.example\r\nContent-Type: " + raw):
        with contextlib.suppress(LetterUnreadable):
            read_letter(whole)
