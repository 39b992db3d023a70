"""The events this program knows, and who listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

import msgspec


class EventUnreadable(Exception):
    """The stored event does not fit the class of its kind: it was written by another version."""


class SubscriberTaken(Exception):
    """Two handlers claim one subscriber name."""


@dataclass(frozen=True)
class Event:
    """
    Something that happened, in the past tense: ``AlertOpened`` of kind "observations.alert_opened".

    Subclasses are frozen dataclasses whose fields are text, numbers, dates, or lists and tables of these.
    """

    kind: ClassVar[str]


E = TypeVar("E", bound=Event)
Handler = Callable[[Any, datetime], object]


@dataclass(frozen=True)
class Subscription:
    """One listener of one kind of event."""

    name: str
    event: type[Event]
    handler: Handler


_subscriptions: dict[str, Subscription] = {}


def subscribe(event: type[E], handler: Callable[[E, datetime], object], *, name: str) -> None:
    """
    Let ``handler(event, now)`` run once for every event of this class, in a job and transaction of its own.

    :param name: the subscriber, "room.verb"; it must never change, for it is how a delivery is known
    :raises SubscriberTaken: if another handler has the name
    """
    if not is_dataclass(event) or not getattr(event, "kind", ""):
        raise TypeError(f"{event.__name__} is not an event: a frozen dataclass with a kind")
    known = _subscriptions.get(name)
    if known is not None and (known.event is not event or known.handler is not handler):
        raise SubscriberTaken(name)
    _subscriptions[name] = Subscription(name, event, handler)


def unsubscribe(name: str) -> None:
    """Take a subscriber out again (for tests)."""
    _subscriptions.pop(name, None)


def listeners(kind: str) -> list[Subscription]:
    """Who listens to a kind of event, by name."""
    return [found for _, found in sorted(_subscriptions.items()) if found.event.kind == kind]


def listener(name: str) -> Subscription | None:
    """The subscriber of this name, if this version has one."""
    return _subscriptions.get(name)


def written(event: Event) -> dict[str, Any]:
    """An event as JSON values."""
    body: dict[str, Any] = msgspec.to_builtins(event)
    return body


def read(body: dict[str, Any], event: type[E]) -> E:
    """
    An event from JSON values; fields it no longer has are passed over.

    :raises EventUnreadable: if a field is missing or of another kind
    """
    try:
        return msgspec.convert(body, type=event)
    except msgspec.ValidationError as fault:
        raise EventUnreadable(f"{event.kind}: {fault}") from fault
