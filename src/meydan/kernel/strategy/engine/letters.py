"""An e-mail as a mail server hands it over: who wrote, what is new in it, and whether a machine wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from html.parser import HTMLParser

MOST_BYTES = 2 * 1024 * 1024
# Mails of people have a handful of parts. Python's parser works in the square of nested ones.
MOST_PARTS = 40
MOST_LETTERS = 20_000

PERSON, AUTO, BOUNCE = "person", "auto", "bounce"


class LetterUnreadable(ValueError):
    """The bytes are no mail that is read here; ``args[0]`` is why: too_large, too_nested, no_sender, no_words."""


@dataclass(frozen=True)
class Letter:
    """What is read of a mail; ``new`` is its text without quotes and signature, ``whole`` with them."""

    sender: str
    subject: str
    new: str
    whole: str
    kind: str
    id: str


def read_letter(raw: bytes) -> Letter:
    """
    Read a mail of RFC 5322 with its MIME parts.

    :raises LetterUnreadable: if it is too large or too nested, has no sender, or holds no text
    """
    if len(raw) > MOST_BYTES:
        raise LetterUnreadable("too_large")
    lowered = raw.lower()
    if lowered.count(b"boundary") + lowered.count(b"message/rfc822") > MOST_PARTS:
        raise LetterUnreadable("too_nested")
    try:
        mail = BytesParser(policy=policy.default).parsebytes(raw)
        sender = _sender(mail)
        kind = _kind(mail, sender)
        whole = _text(mail) if kind == PERSON else ""
        subject = _line(_header(mail, "Subject"))
        number = _line(_header(mail, "Message-ID"))
    except (MessageError, RecursionError, ValueError, LookupError, AttributeError, TypeError) as fault:
        if isinstance(fault, LetterUnreadable):
            raise
        # The library's parser of headers breaks in many ways on what nobody meant to be read.
        raise LetterUnreadable("no_words") from fault
    return Letter(sender, subject, new_words(whole), whole, kind, number)


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return str(mail.get(name) or "")
    except (ValueError, LookupError, AttributeError, TypeError, IndexError):
        return next((str(value) for key, value in mail.raw_items() if key.lower() == name.lower()), "")


def _line(words: str) -> str:
    return " ".join(words.split())[:300]


def _sender(mail: EmailMessage) -> str:
    named = [value for key, value in mail.raw_items() if key.lower() == "from"]
    address = parseaddr(str(named[0]))[1].strip().lower() if len(named) == 1 else ""
    bounced = str(_header(mail, "Return-Path")).strip() == "<>"
    if not re.fullmatch(r"[^@\s,<>]+@[^@\s,<>]+", address):
        if bounced or mail.get_content_type() == "multipart/report":
            return ""
        raise LetterUnreadable("no_sender")
    return address


def _kind(mail: EmailMessage, sender: str) -> str:
    """A person's mail, an automatic answer (RFC 3834), or a message of a server that could not deliver (RFC 3464)."""
    local = sender.partition("@")[0]
    if (
        mail.get_content_type() == "multipart/report"
        or _header(mail, "Return-Path").strip() == "<>"
        or local in ("mailer-daemon", "postmaster")
    ):
        return BOUNCE
    said = _header(mail, "Auto-Submitted").split(";")[0].strip().lower()
    by_machine = (
        said not in ("", "no")
        or bool(_header(mail, "X-Autoreply"))
        or bool(_header(mail, "X-Autorespond"))
        or _header(mail, "Precedence").strip().lower() in ("auto_reply", "bulk", "junk", "list")
        or _header(mail, "X-Auto-Response-Suppress").strip().lower() in ("all", "oof", "autoreply")
    )
    return AUTO if by_machine or local.startswith(("no-reply", "noreply", "no_reply")) else PERSON


def _text(mail: EmailMessage) -> str:
    rich = ""
    for count, part in enumerate(mail.walk()):
        if count > MOST_PARTS:
            raise LetterUnreadable("too_nested")
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        kind = part.get_content_type()
        if kind == "text/plain":
            words = _decoded(part)
            if words.strip():
                return words[:MOST_LETTERS]
        elif kind == "text/html" and not rich:
            rich = _plain(_decoded(part))
    if not rich.strip():
        raise LetterUnreadable("no_words")
    return rich[:MOST_LETTERS]


def _decoded(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    named = str(part.get_content_charset() or "")
    # Telephones send what they like under any name: what is sound UTF-8 is read as that before a guess.
    for charset in (named, "utf-8", "windows-1254"):
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return data.decode("utf-8", "replace")


class _Plain(HTMLParser):
    """Text of HTML, without quotes of the mail before, styles and scripts."""

    BREAKS = frozenset({"p", "div", "br", "tr", "li", "table", "h1", "h2", "h3"})
    HIDDEN = frozenset({"script", "style", "head", "title", "blockquote"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.hidden: list[str] = []
        self.ended = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        # What follows these is the mail that was answered, in the words of the usual programs.
        if "gmail_quote" in marks or "divRplyFwdMsg" in marks or "yahoo_quoted" in marks:
            self.ended = True
        if tag in self.HIDDEN:
            self.hidden.append(tag)
        elif tag in self.BREAKS and not self.hidden:
            self.words.append("\n\n" if tag == "p" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if self.hidden and tag == self.hidden[-1]:
            self.hidden.pop()
        elif tag == "p":
            self.words.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden and not self.ended:
            self.words.append(" ".join(data.split()) + " " if data.strip() else " ")


def _plain(html: str) -> str:
    reader = _Plain()
    reader.feed(html[: 20 * MOST_LETTERS])
    reader.close()
    lines = "".join(reader.words).split("\n")
    return "\n".join(line.strip() for line in lines)


_QUOTE = re.compile(
    r"^(?:>|-{2,}\s*(?:original message|orijinal ileti|özgün ileti|اصل پیام|پیام اصلی|forwarded message)"
    r"|_{10,}|(?:from|kimden|gönderen|از|فرستنده)\s*:\s.*"
    r"|(?:on|le)\s.{4,200}\bwrote\s*:"
    r"|.{4,200}\b(?:tarihinde|şunu yazdı|yazdı)\b.*:$|در\s.{4,200}(?:نوشت|نوشته است)\s*:)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"^(?:--\s?$|(?:sent|get)\s+(?:from|outlook)\b.*|.{0,60}m[dt][ae]n gönderildi\W*$|فرستاده‌?\s?شده از.*"
    r"|(?:saygılarım(?:la|ızla)|saygılar|iyi çalışmalar|kolay gelsin|(?:best|kind)?\s*regards|با احترام|با سپاس)\b.*)",
    re.IGNORECASE,
)


def new_words(text: str) -> str:
    """A mail's text up to the first line that quotes, or that begins a signature."""
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        plain = line.strip()[:400]
        if _QUOTE.match(plain) or _SIGNATURE.match(plain):
            # Whoever writes below the quote has written nothing above it: then the quote is passed over.
            if any(one.strip() for one in kept) or not plain.startswith(">"):
                break
            continue
        kept.append(line)
    return "\n".join(kept).strip()
