"""How much one payload may be; beyond it nothing is read."""

from __future__ import annotations

MOST_BYTES = 10 * 1024 * 1024
MOST_DEPTH = 40
MOST_READINGS = 10_000
# A line of NDJSON is a payload of its own.
MOST_LINES = 10_000
# Text of a payload that is kept for a later replay.
KEPT_BYTES = 64 * 1024
