"""The door of this room."""

from meydan.base.webhooks.registry import forget, offer, offers

__all__ = ["forget", "offer", "offers"]
