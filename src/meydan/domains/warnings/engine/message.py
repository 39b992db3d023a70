"""A CAP message as plain values; empty texts and empty tuples stand for elements that are not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from meydan.numerics.outlines import Circle, Ring

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Reference:
    """An earlier message: who sent it, what it was called, when it was sent."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True)
class Area:
    """Where a warning holds, in words and as shapes."""

    description: str
    polygons: tuple[Ring, ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: Pairs = ()
    altitude: str = ""  # feet above mean sea level, as the standard has it
    ceiling: str = ""


@dataclass(frozen=True)
class Resource:
    """A file that goes with a warning."""

    description: str
    mime_type: str
    size: int | None = None
    uri: str = ""
    content: str = ""  # base64, for one-way channels
    digest: str = ""


@dataclass(frozen=True)
class Info:
    """What is told, in one language."""

    language: str
    categories: tuple[str, ...]
    event: str
    urgency: str
    severity: str
    certainty: str
    responses: tuple[str, ...] = ()
    audience: str = ""
    event_codes: Pairs = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: Pairs = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Alert:
    """A whole message."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    msg_type: str
    scope: str
    source: str = ""
    restriction: str = ""
    addresses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: tuple[str, ...] = ()
    infos: tuple[Info, ...] = ()
