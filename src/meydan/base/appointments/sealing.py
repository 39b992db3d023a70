"""Who holds an appointment, encrypted with a key of this room's own."""

from __future__ import annotations

from meydan.base.sealing import public as sealing

PURPOSE_SEAL = b"meydan appointments: people"
PURPOSE_DIGEST = b"meydan appointments: phones"


def seal(words: str) -> bytes:
    """Encrypt a text; an empty one stays empty."""
    return sealing.seal_text(words, purpose=PURPOSE_SEAL)


def unseal(sealed: bytes | memoryview) -> str:
    """
    Read an encrypted text.

    :raises SealUnreadable: if the home's secret is not the one it was sealed with
    """
    return sealing.open_text(sealed, purpose=PURPOSE_SEAL)


def phone_digest(phone: str) -> str:
    """A digest by which a phone is recognised and not read; empty for none."""
    return sealing.keyed_digest(phone, purpose=PURPOSE_DIGEST) if phone else ""
