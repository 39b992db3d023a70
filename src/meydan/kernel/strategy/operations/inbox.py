"""
The doors by which replies come in: a folder of mails, a folder of text messages, and the gateway's call.

``inbox/mail/new/`` in the home is a Maildir that any mail server or fetching program fills; a ``.eml`` file in
``inbox/mail/`` does as well. ``inbox/sms/`` takes one JSON file a message. A file is removed once its row is
written; one that nobody could read is moved to ``kept/`` beside it and stands on the unit's list.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from meydan.base.locale.public import PhoneUnreadable, parse_phone
from meydan.base.notify.public import mask_email, mask_phone
from meydan.base.packs.public import current
from meydan.kernel.strategy.engine.letters import (
    AUTO,
    BOUNCE,
    MOST_BYTES,
    LetterUnreadable,
    read_letter,
)
from meydan.kernel.strategy.models import Question, Reply
from meydan.kernel.strategy.operations.answering import Incoming, keep, take_message

log = logging.getLogger(__name__)
EMAIL, SMS = Question.Way.EMAIL.value, Question.Way.SMS.value
MAIL_FOLDER, SMS_FOLDER, KEPT = "inbox/mail", "inbox/sms", "kept"
AT_ONCE = 200
MOST_SMS_BYTES = 64 * 1024
# A program that does not write elsewhere and rename may be in the middle of it.
SETTLED_AFTER = timedelta(seconds=10)


def take_inbox(*, now: datetime) -> int:
    """Take what lies in both folders, at most two hundred files each; how many were looked at."""
    mail: Path = settings.MEYDAN_HOME.folder(MAIL_FOLDER)
    sms: Path = settings.MEYDAN_HOME.folder(SMS_FOLDER)
    return _each(mail, [*_files(mail / "new", now, ""), *_files(mail, now, ".eml")], take_mail, now) + _each(
        sms, list(_files(sms, now, ".json")), take_sms_file, now
    )


def _files(folder: Path, now: datetime, ending: str) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for file in sorted(folder.iterdir()):
        plain = file.is_file() and not file.is_symlink() and not file.name.startswith(".")
        if not plain or not file.name.endswith(ending):
            continue
        if not ending or file.stat().st_mtime <= (now - SETTLED_AFTER).timestamp():
            yield file


def _each(
    folder: Path, files: list[Path], take: Callable[[bytes, str, datetime], Reply], now: datetime
) -> int:
    for file in files[:AT_ONCE]:
        with file.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
        try:
            row = take(raw, _kept_name(file), now)
        except Exception:
            # Whoever sends the one letter that breaks the reader must not stop everybody else's.
            log.exception("a reply could not be read: %s", file.name)
            channel = SMS if folder.name == "sms" else EMAIL
            row = _unread(raw, _kept_name(file), channel, Reply.Fault.NO_WORDS, now)
        if row.kept_file:
            kept = folder / KEPT
            kept.mkdir(exist_ok=True, mode=0o700)
            file.replace(kept / row.kept_file)
        else:
            file.unlink()
    return min(len(files), AT_ONCE)


def _kept_name(file: Path) -> str:
    plain = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in file.name)
    return plain[-100:]


def take_mail(raw: bytes, name: str, now: datetime) -> Reply:
    """Take one mail as a server hands it over; ``name`` is what its file is called if it has to be kept."""
    try:
        letter = read_letter(raw)
    except LetterUnreadable as why:
        return _unread(raw, name, EMAIL, Reply.Fault(why.args[0]), now)
    message = Incoming(
        channel=EMAIL,
        sender=letter.sender,
        sender_masked=mask_email(letter.sender) if letter.sender else "",
        words=letter.new,
        whole=f"{letter.subject}\n{letter.whole}",
        number=letter.id,
    )
    if letter.kind in (AUTO, BOUNCE):
        return keep(message=message, fault="", state=Reply.State.MACHINE, now=now)
    return take_message(message=message, now=now)


def take_sms_file(raw: bytes, name: str, now: datetime) -> Reply:
    """Take one text message from a file: ``{"from", "text", "id"}``."""
    try:
        if len(raw) > MOST_SMS_BYTES:
            raise ValueError("too large")
        told = json.loads(raw)
        sender, words, number = (told.get(key, "") for key in ("from", "text", "id"))
        if not (isinstance(sender, str) and isinstance(words, str) and sender and words):
            raise ValueError("no sender or no words")
    except (ValueError, AttributeError, RecursionError):
        return _unread(raw, name, SMS, Reply.Fault.NO_WORDS, now)
    return take_sms(sender=sender, words=words, number=str(number)[:200], now=now)


def take_sms(*, sender: str, words: str, number: str, now: datetime) -> Reply:
    """Take one text message; the sender in any writing of a telephone number."""
    try:
        phone = parse_phone(sender[:40], current().country)
    except PhoneUnreadable:
        # Gateways leave the + of an international number out.
        try:
            phone = parse_phone("+" + sender[:40].strip().lstrip("+0"), current().country)
        except PhoneUnreadable:
            phone = sender[:40]
    message = Incoming(
        channel=SMS, sender=phone, sender_masked=mask_phone(phone), words=words[:4000], number=number
    )
    return take_message(message=message, now=now)


def _unread(raw: bytes, name: str, channel: str, fault: str, now: datetime) -> Reply:
    message = Incoming(
        channel=channel, sender="", sender_masked="", words="", whole=hashlib.sha256(raw).hexdigest(),
        number="file",
    )  # fmt: skip
    return keep(message=message, fault=fault, kept_file=name, now=now)
