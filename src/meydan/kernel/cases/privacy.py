"""Personal fields at rest: encrypted and digested with keys drawn from the home's secret."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE_SEAL = b"meydan cases: personal fields"
PURPOSE_DIGEST = b"meydan cases: digests"


class SealUnreadable(Exception):
    """The field was sealed with another home's secret, or was altered."""


def seal_text(value: str) -> bytes:
    """Encrypt a personal field; an empty one stays empty."""
    return Fernet(urlsafe_b64encode(_key(PURPOSE_SEAL))).encrypt(value.encode()) if value else b""


def open_text(sealed: bytes | memoryview) -> str:
    """
    Read an encrypted field.

    :raises SealUnreadable: if the home's secret is not the one it was sealed with
    """
    if not sealed:
        return ""
    try:
        return Fernet(urlsafe_b64encode(_key(PURPOSE_SEAL))).decrypt(bytes(sealed)).decode()
    except InvalidToken as fault:
        raise SealUnreadable("a personal field was sealed with another secret_key") from fault


def digest(kind: str, value: str) -> str:
    """Return a keyed digest by which a value can be recognised and not read; empty for an empty value."""
    if not value:
        return ""
    return hmac.new(_key(PURPOSE_DIGEST), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def _key(purpose: bytes) -> bytes:
    secret: str = settings.SECRET_KEY
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
