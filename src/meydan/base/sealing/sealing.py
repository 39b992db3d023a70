"""Texts at rest: encrypted and recognised with keys drawn from the home's secret, one for each purpose."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealUnreadable(Exception):
    """The text was sealed with another home's secret, or was altered."""


def seal_text(words: str, *, purpose: bytes) -> bytes:
    """Encrypt a text; an empty one stays empty."""
    return _lock(purpose).encrypt(words.encode()) if words else b""


def open_text(sealed: bytes | memoryview, *, purpose: bytes) -> str:
    """
    Read what ``seal_text`` made for the same purpose.

    :raises SealUnreadable: if the home's secret is not the one it was sealed with
    """
    if not sealed:
        return ""
    try:
        return _lock(purpose).decrypt(bytes(sealed)).decode()
    except InvalidToken as fault:
        raise SealUnreadable("a text was sealed with another secret_key") from fault


def seal_bytes(content: bytes, *, purpose: bytes) -> bytes:
    """Encrypt the content of a file."""
    return _lock(purpose).encrypt(content)


def open_bytes(sealed: bytes, *, purpose: bytes) -> bytes:
    """
    Read what ``seal_bytes`` made for the same purpose.

    :raises SealUnreadable: if the home's secret is not the one it was sealed with
    """
    try:
        return _lock(purpose).decrypt(sealed)
    except InvalidToken as fault:
        raise SealUnreadable("a file was sealed with another secret_key") from fault


def keyed_digest(value: str, *, purpose: bytes) -> str:
    """Return a digest by which a value can be recognised and not read, in 64 hex digits."""
    return hmac.new(_key(settings.SECRET_KEY, purpose), value.encode(), hashlib.sha256).hexdigest()


def _lock(purpose: bytes) -> Fernet:
    return Fernet(urlsafe_b64encode(_key(settings.SECRET_KEY, purpose)))


@lru_cache(maxsize=16)
def _key(secret: str, purpose: bytes) -> bytes:
    # RFC 5869: the purpose keeps the keys apart, so that one room's texts say nothing about another's.
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
