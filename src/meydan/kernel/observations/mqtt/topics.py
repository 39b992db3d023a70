"""What topics mean: where observations come in, and where things are told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

VERSION = "v1.1/"
KEYED = re.compile(r"k/([0-9a-f]{4,16})/(.+)\Z", re.DOTALL)
LEVEL = re.compile(r"\{[a-z]\w*\}")


@dataclass(frozen=True)
class Address:
    """
    Where a message was sent.

    :param prefix: of the key in ``k/PREFIX/...``; empty without one
    :param rest: the topic without it
    """

    prefix: str
    rest: str

    @property
    def path(self) -> str:
        """The resource path of SensorThings; empty for a topic of a device's own."""
        return self.rest.removeprefix(VERSION) if self.rest.startswith(VERSION) else ""


def address_of(topic: str) -> Address:
    """A topic, taken apart."""
    keyed = KEYED.match(topic)
    return Address(keyed[1], keyed[2]) if keyed else Address("", topic)


def filter_of(pattern: str) -> str:
    """The subscription for a pattern of a mapping: ``sites/{device}/up`` becomes ``sites/+/up``."""
    return LEVEL.sub("+", pattern)


def observation_topics(stream_id: int, *, is_multi: bool, feature_id: int | None) -> list[str]:
    """Where an observation is told."""
    of_feature = [f"{VERSION}FeaturesOfInterest({feature_id})/Observations"] if feature_id else []
    return [f"{VERSION}Observations", latest_topic(stream_id, is_multi=is_multi), *of_feature]


def latest_topic(stream_id: int, *, is_multi: bool) -> str:
    """Where the newest observation of a datastream is kept for whoever comes later."""
    return f"{VERSION}{'MultiDatastreams' if is_multi else 'Datastreams'}({stream_id})/Observations"


@dataclass(frozen=True)
class Selected:
    """A further topic ``TOPIC?$select=...`` beside one that is told anyway."""

    base: str
    query: str

    @property
    def topic(self) -> str:
        """The whole topic."""
        return f"{self.base}?{self.query}"


def selected_of(topics: Iterable[str]) -> dict[str, list[Selected]]:
    """The further topics by the one they stand beside."""
    found: dict[str, list[Selected]] = {}
    for topic in topics:
        base, _, query = topic.partition("?")
        found.setdefault(base, []).append(Selected(base, query))
    return found
