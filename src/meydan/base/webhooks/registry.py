"""Which events other systems may hear of."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from meydan.base.events.public import Event, subscribe, unsubscribe

TEST = "webhooks.test"


@dataclass(frozen=True)
class Offer:
    """A kind of event, and what people call it."""

    event: type[Event]
    label: str | Promise


_offers: dict[str, Offer] = {}


def offer(event: type[Event], label: str | Promise) -> None:
    """
    Let subscribers choose a kind of event; called from ``apps.ready()`` of the room that has it.

    Every field of the event is sent, so an event with a person in it is never offered.
    """
    from meydan.base.webhooks.operations import hear

    _offers[event.kind] = Offer(event, label)
    subscribe(event, hear, name=subscriber_of(event.kind))


def subscriber_of(kind: str) -> str:
    """The name this room hears a kind of event under; it never changes."""
    return f"webhooks.{kind}"


def offers() -> dict[str, Offer]:
    """What is offered, by kind."""
    return dict(sorted(_offers.items()))


def forget(kind: str) -> None:
    """Take an offer out again (for tests)."""
    _offers.pop(kind, None)
    unsubscribe(subscriber_of(kind))
