"""The door of this room."""

from meydan.base.sealing.sealing import SealUnreadable, keyed_digest, open_text, seal_text

__all__ = ["SealUnreadable", "keyed_digest", "open_text", "seal_text"]
