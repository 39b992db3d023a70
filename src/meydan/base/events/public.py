"""The door of this room."""

from meydan.base.events.operations import publish
from meydan.base.events.registry import Event, SubscriberTaken, subscribe, unsubscribe

__all__ = ["Event", "SubscriberTaken", "publish", "subscribe", "unsubscribe"]
