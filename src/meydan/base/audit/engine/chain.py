"""
Hash chains over salted digests.

A link is ``sha256(previous || sha256(salt || canonical JSON))``. The chain needs only the inner
digest, so a body and its salt can be erased later and the links still verify; and without the salt
nobody can find a short body (a name, a telephone number) again by trying.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

DIGEST_BYTES = 32
SALT_BYTES = 16
START = bytes(DIGEST_BYTES)  # what the first link stands on


def canonical(body: Mapping[str, Any]) -> bytes:
    """
    The one JSON spelling of a body: keys sorted, no spaces, UTF-8, moments in UTC.

    :raises TypeError: for a value JSON does not know (bytes, objects)
    :raises ValueError: for NaN and infinities, which JSON does not know either
    """
    text = json.dumps(
        body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain
    )
    return text.encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written into the log: {value!r}")


def new_salt() -> bytes:
    """Sixteen random bytes."""
    return secrets.token_bytes(SALT_BYTES)


def salted(body: Mapping[str, Any], salt: bytes) -> bytes:
    """The digest of a body under a salt: ``sha256(salt || canonical JSON)``, 32 bytes."""
    return hashlib.sha256(salt + canonical(body)).digest()


def chain(previous: bytes, digest: bytes) -> bytes:
    """
    The next link over a salted digest: ``sha256(previous || digest)``, 32 bytes.

    :raises ValueError: unless both are 32 bytes long, for otherwise two pairs could give one link
    """
    if len(previous) != DIGEST_BYTES or len(digest) != DIGEST_BYTES:
        raise ValueError(f"a link joins two digests of {DIGEST_BYTES} bytes")
    return hashlib.sha256(previous + digest).digest()


def seal(previous: bytes, body: Mapping[str, Any], salt: bytes) -> bytes:
    """The next link over a body: ``chain(previous, salted(body, salt))``."""
    return chain(previous, salted(body, salt))
