"""Notices of a payment system: signed as Standard Webhooks asks, and not older than a few minutes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

# Not verified by the standard's library, which signs our own (base.webhooks): it reads the clock of the machine instead
# of being told the moment, and trips over a malformed header.
# Standard Webhooks 1.0 recommends five minutes: who records a notice cannot send it again tomorrow.
TOLERANCE = timedelta(minutes=5)


class NoticeForged(Exception):
    """The notice does not carry the signature of whom it claims to come from, or is too old."""


def signature_of(secret: bytes, event_id: str, at_s: int, body: bytes) -> str:
    """The signature over id, time [s since 1970] and body, as it stands in the header."""
    signed = f"{event_id}.{at_s}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def secret_bytes(secret: str) -> bytes:
    """
    The key in ``whsec_...``.

    :raises NoticeForged: if there is none, so that an empty setting never lets anything in
    """
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as odd:
        raise NoticeForged("the secret in the settings is no base64") from odd
    if len(key) < 24:
        raise NoticeForged("the secret in the settings is missing or shorter than 24 bytes")
    return key


def verify_notice(headers: Mapping[str, str], body: bytes, *, secret: str, now: datetime) -> str:
    """
    Return the id of a notice that is genuine.

    :param headers: names in small letters
    :raises NoticeForged: if it is not
    """
    event_id, at, said = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not event_id or len(event_id) > 200 or not (at.isascii() and at.isdigit() and len(at) < 12):
        raise NoticeForged("the notice names no id or no time")
    if abs(now.timestamp() - int(at)) > TOLERANCE.total_seconds():
        raise NoticeForged("the notice is older than five minutes")
    right = signature_of(secret_bytes(secret), event_id, int(at), body).encode()
    # Several signatures may stand there while a secret is being changed.
    if not any(hmac.compare_digest(right, one.encode()) for one in said.split(" ")[:10]):
        raise NoticeForged("the signature is not theirs")
    return event_id
