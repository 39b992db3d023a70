"""A message from the broker, and which topics of devices are read by a mapping."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from meydan.kernel.observations.models import IngestKey, PayloadMapping
from meydan.kernel.observations.operations.payloads import mapping_of

# The broker sends nothing again that is older than the session it keeps for us.
NAMED_FOR = timedelta(days=8)


@dataclass(frozen=True)
class Message:
    """
    One message from the broker.

    :param number: its packet number, and ``is_again`` whether the broker says it was sent before
    :param secret: the key in its user properties, if one was given
    :param epoch: which connection it came by
    """

    topic: str
    body: bytes
    quality: int = 0
    number: int = 0
    is_again: bool = False
    secret: str = ""
    epoch: int = 0

    @property
    def name(self) -> str:
        """What tells it from others when it names no time of its own."""
        digest = hashlib.sha256(self.topic.encode() + b"\0" + self.body).hexdigest()
        return f"mqtt:{self.number}:{digest}"


def mapping_topics() -> list[tuple[str, str]]:
    """Mappings in use and their topics, those that have one."""
    keys = PayloadMapping.objects.filter(is_active=True).order_by("key").values_list("key", flat=True)
    shapes = [(key, mapping_of(key)) for key in keys]
    return [(key, shape.topic) for key, shape in shapes if shape.topic]


def forget_names(now: datetime) -> int:
    """Forget messages that the broker cannot send again; return how many."""
    old = IngestKey.objects.filter(key__startswith="mqtt:", received_at__lt=now - NAMED_FOR)
    return old.delete()[0]
