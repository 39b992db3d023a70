"""The door of this room."""

from meydan.base.sealing.sealing import (
    SealUnreadable,
    keyed_digest,
    open_bytes,
    open_text,
    seal_bytes,
    seal_text,
)

__all__ = ["SealUnreadable", "keyed_digest", "open_bytes", "open_text", "seal_bytes", "seal_text"]
