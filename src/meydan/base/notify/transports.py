"""The ways out: e-mail, a text message gateway, and files for whoever has neither."""

from __future__ import annotations

import json
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.core import mail

from meydan.base.connectors.public import (
    AnswerRefused,
    CallFailed,
    CallRefused,
    CircuitOpen,
    Connector,
    ConnectorOff,
    NotReached,
    fetch,
    is_enabled,
    settings_of,
)
from meydan.base.files.public import OWNER_ALONE, write_whole

SMS = Connector(
    "sms",
    {"tr": "SMS geçidi", "fa": "درگاه پیامک", "en": "Text message gateway"},
    timeout_s=20,
    allow_private=True,  # many a city's gateway is a modem on a shelf
    max_bytes=100_000,
)
# Not an HTTP system, so not registered: only its table in connectors.toml is read.
EMAIL = Connector("email", {"tr": "E-posta sunucusu", "fa": "سرور ایمیل", "en": "Mail server"})
OUTBOX = "outbox"
MAIL_TIMEOUT_S = 20


class NotHandedOver(Exception):
    """The message was certainly not taken; it may be tried again."""


class MayHaveArrived(Exception):
    """The connection broke while handing over; trying again might send it twice."""


@dataclass(frozen=True)
class Parcel:
    """A message on its way. ``id`` is the same at every attempt."""

    id: int
    channel: str
    address: str
    language: str
    template: str
    subject: str
    body: str


class Transport(Protocol):
    """A way out."""

    code: str
    is_repeatable: bool

    def hand_over(self, parcel: Parcel) -> None:
        """
        Send it.

        :raises NotHandedOver: if it was certainly not taken
        :raises MayHaveArrived: if nobody can tell
        """


class FileDrop:
    """Writes ``outbox/<id>.json`` and ``.txt`` in the home folder, for a demo or another program to take on."""

    code = "file"
    is_repeatable = True  # the same file again is the same message

    def hand_over(self, parcel: Parcel) -> None:
        """Write both files, each at once or not at all."""
        folder: Path = settings.MEYDAN_HOME.folder(OUTBOX)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = {name: getattr(parcel, name) for name in ("id", "channel", "address", "language", "template")}
        words = {**kept, "subject": parcel.subject, "body": parcel.body}
        letter = f"{parcel.subject}\n\n{parcel.body}\n"
        write_whole(folder / f"{parcel.id:08d}.txt", letter, mode=OWNER_ALONE)
        # The .json comes last: whoever watches for it finds the text beside it.
        about = json.dumps(words, ensure_ascii=False, indent=1) + "\n"
        write_whole(folder / f"{parcel.id:08d}.json", about, mode=OWNER_ALONE)


class EmailTransport:
    """Sends through the server named under ``[email]`` in connectors.toml."""

    code = "email"
    is_repeatable = False

    def hand_over(self, parcel: Parcel) -> None:
        """Send one e-mail, whose Message-ID never changes."""
        said = settings_of(EMAIL)
        host = str(said.get("from", "")).rpartition("@")[2] or "localhost"
        letter = mail.EmailMessage(
            parcel.subject,
            parcel.body,
            from_email=str(said.get("from", "")) or None,
            to=[parcel.address],
            headers={"Message-ID": f"<meydan-{settings.MEYDAN_HOME.key}-{parcel.id}@{host}>"},
        )
        try:
            connection = _mail_connection(said)
            connection.open()
        except (OSError, smtplib.SMTPException) as fault:
            raise NotHandedOver(str(fault)) from fault
        try:
            connection.send_messages([letter])
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as fault:
            raise NotHandedOver(str(fault)) from fault
        except (OSError, smtplib.SMTPException) as fault:
            raise MayHaveArrived(str(fault)) from fault
        finally:
            connection.close()


def _mail_connection(said: Mapping[str, Any]) -> Any:
    return mail.get_connection(
        host=said.get("host"),
        port=said.get("port", 587),
        username=said.get("user", ""),
        password=said.get("password", ""),
        use_tls=said.get("tls", "starttls") == "starttls",
        use_ssl=said.get("tls") == "ssl",
        timeout=MAIL_TIMEOUT_S,
    )


class SmsTransport:
    """
    Calls the gateway named under ``[sms]`` in connectors.toml.

    ``fields`` holds the gateway's own parameter names and may use {phone} (+905…), {digits} (905…), {text}
    and {id}; ``format`` is "form" (the usual), "json" or "query"; ``headers`` are sent as they are;
    ``accepted`` is a word that the answer must hold, for gateways that answer 200 to everything.
    """

    code = "sms"
    is_repeatable = False

    def hand_over(self, parcel: Parcel) -> None:
        """Make one call."""
        said = settings_of(SMS)
        fields = _filled(said.get("fields") or {"to": "{phone}", "text": "{text}", "id": "{id}"}, parcel)
        try:
            answer = fetch(
                SMS, **_call(str(said.get("format", "form")), fields, dict(said.get("headers", {})))
            )
        except AnswerRefused as fault:
            # A proxy that lost patience cannot tell what the gateway behind it did.
            lost = fault.response.status in (502, 504)
            raise (MayHaveArrived if lost else NotHandedOver)(str(fault)) from fault
        except (CircuitOpen, ConnectorOff, CallRefused, NotReached) as fault:
            raise NotHandedOver(str(fault)) from fault
        except CallFailed as fault:
            raise MayHaveArrived(str(fault)) from fault
        wanted = str(said.get("accepted", ""))
        if wanted and wanted not in answer.text():
            raise NotHandedOver(f"the gateway answered: {answer.text()[:200]}")


def _filled(fields: Mapping[str, Any], parcel: Parcel) -> dict[str, str]:
    given = {
        "{phone}": parcel.address,
        "{digits}": parcel.address.lstrip("+"),
        "{text}": parcel.body,
        "{id}": f"{settings.MEYDAN_HOME.key}-{parcel.id}",
    }
    # A field is one placeholder or a constant; nothing is replaced inside words that a person wrote.
    return {name: given.get(str(value), str(value)) for name, value in fields.items()}


def _call(format: str, fields: dict[str, str], headers: dict[str, str]) -> dict[str, Any]:
    if format == "query":
        return {"method": "POST", "params": fields, "headers": headers, "content": b""}
    kind = "application/json" if format == "json" else "application/x-www-form-urlencoded"
    body = json.dumps(fields, ensure_ascii=False) if format == "json" else urlencode(fields)
    return {"method": "POST", "content": body.encode(), "headers": {**headers, "Content-Type": kind}}


def transport_for(channel: str) -> Transport:
    """The way out for a channel in this home: what connectors.toml switched on, else files."""
    if channel == "sms" and is_enabled(SMS):
        return SmsTransport()
    if channel == "email" and is_enabled(EMAIL):
        return EmailTransport()
    return FileDrop()
