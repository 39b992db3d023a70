"""What people write into a form lies encrypted, with keys of this room's own."""

from __future__ import annotations

import json
from typing import Any

from meydan.base.sealing import public as sealing
from meydan.base.sealing.public import SealUnreadable

PURPOSE_ANSWERS = b"meydan forms: answers"
PURPOSE_FILES = b"meydan forms: files"
PURPOSE_DIGEST = b"meydan forms: digests"

__all__ = ["SealUnreadable", "digest", "open_answers", "open_file", "seal_answers", "seal_file"]


def seal_answers(kept: dict[str, Any]) -> bytes:
    """Encrypt answers."""
    return sealing.seal_text(json.dumps(kept, ensure_ascii=False), purpose=PURPOSE_ANSWERS)


def open_answers(sealed: bytes | memoryview) -> dict[str, Any]:
    """
    Read sealed answers; nothing sealed is no answers.

    :raises SealUnreadable: if the home's secret is not the one they were sealed with
    """
    words = sealing.open_text(sealed, purpose=PURPOSE_ANSWERS)
    found: dict[str, Any] = json.loads(words) if words else {}
    return found


def seal_file(content: bytes) -> bytes:
    """Encrypt a file."""
    return sealing.seal_bytes(content, purpose=PURPOSE_FILES)


def open_file(sealed: bytes) -> bytes:
    """
    Read a sealed file.

    :raises SealUnreadable: if the home's secret is not the one it was sealed with
    """
    return sealing.open_bytes(sealed, purpose=PURPOSE_FILES)


def digest(kind: str, value: str) -> str:
    """Return a keyed digest by which a value can be recognised and not read; empty for an empty value."""
    return sealing.keyed_digest(f"{kind}:{value}", purpose=PURPOSE_DIGEST) if value else ""
