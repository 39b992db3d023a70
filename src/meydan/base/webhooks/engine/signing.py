"""Signatures by Standard Webhooks, made by its own library."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook

SECRET_BYTES = 32


def new_secret(drawn: bytes) -> str:
    """Write drawn bytes (32) as a secret is written: ``whsec_`` and base64."""
    return "whsec_" + base64.b64encode(drawn).decode()


def headers_for(message_id: str, body: str, secrets: Sequence[str], at: datetime) -> dict[str, str]:
    """Return the three headers of a message; with several secrets, a signature by each."""
    signatures = [Webhook(secret).sign(message_id, at, body) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
