"""A fault, and what a message is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Box = tuple[float, float, float, float]  # west, south, east, north in degrees


@dataclass(frozen=True)
class Fault:
    """
    One thing that is wrong, by code; the sentence and the remedy are written where readers have a language.

    :ivar given: what the sentence names
    """

    code: str
    given: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """A message that went out before."""

    sender: str
    sent: datetime
    refers_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Setting:
    """
    What a message is held against beyond the standard itself.

    :ivar languages: those that must be told
    :ivar region: where the shapes of this sender lie
    :ivar known: the messages that may be referred to, by identifier; ``None`` leaves references alone
    :ivar sms_parts: how many parts the text message of a language takes
    :ivar most_sms_parts: how many it may take
    """

    languages: tuple[str, ...] = ()
    region: Box | None = None
    known: Mapping[str, Known] | None = None
    sms_parts: Mapping[str, int] = field(default_factory=dict)
    most_sms_parts: int = 3
