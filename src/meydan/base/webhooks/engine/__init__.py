"""When a message is tried again, and how it is signed: pure rules."""

from meydan.base.webhooks.engine.backoff import DEAD_IN_A_ROW, PAUSES_S, pause_s
from meydan.base.webhooks.engine.signing import headers_for, new_secret

__all__ = ["DEAD_IN_A_ROW", "PAUSES_S", "headers_for", "new_secret", "pause_s"]
