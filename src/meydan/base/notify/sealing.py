"""Addresses and words on their way lie encrypted."""

from __future__ import annotations

from meydan.base.sealing.public import open_text, seal_text

PURPOSE = b"meydan notify: messages on their way"


def seal(words: str) -> bytes:
    """Encrypt; nothing stays nothing."""
    return seal_text(words, purpose=PURPOSE)


def unseal(sealed: bytes | memoryview) -> str:
    """
    Read what ``seal`` made.

    :raises SealUnreadable: if the home's secret is another one
    """
    return open_text(sealed, purpose=PURPOSE)
