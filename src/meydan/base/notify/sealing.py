"""Addresses and words at rest: encrypted with a key drawn from the home's secret."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"meydan notify: messages on their way"


def seal(words: str) -> bytes:
    """Encrypt; nothing stays nothing."""
    return _lock().encrypt(words.encode()) if words else b""


def unseal(sealed: bytes | memoryview) -> str:
    """
    Read what ``seal`` made.

    :raises cryptography.fernet.InvalidToken: if the home's secret is another one
    """
    return _lock().decrypt(bytes(sealed)).decode() if sealed else ""


def _lock() -> Fernet:
    secret: str = settings.SECRET_KEY
    key = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(urlsafe_b64encode(key))
