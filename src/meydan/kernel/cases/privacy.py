"""Personal fields at rest: encrypted, and recognised by a digest, with keys of this room's own."""

from __future__ import annotations

from meydan.base.sealing import public as sealing
from meydan.base.sealing.public import SealUnreadable

PURPOSE_SEAL = b"meydan cases: personal fields"
PURPOSE_DIGEST = b"meydan cases: digests"

__all__ = ["SealUnreadable", "digest", "open_text", "seal_text"]


def seal_text(value: str) -> bytes:
    """Encrypt a personal field; an empty one stays empty."""
    return sealing.seal_text(value, purpose=PURPOSE_SEAL)


def open_text(sealed: bytes | memoryview) -> str:
    """
    Read an encrypted field.

    :raises SealUnreadable: if the home's secret is not the one it was sealed with
    """
    return sealing.open_text(sealed, purpose=PURPOSE_SEAL)


def digest(kind: str, value: str) -> str:
    """Return a keyed digest by which a value can be recognised and not read; empty for an empty value."""
    return sealing.keyed_digest(f"{kind}:{value}", purpose=PURPOSE_DIGEST) if value else ""
