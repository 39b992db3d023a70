"""What an officer may write of a warning: one value that forms, templates and other rooms hand over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

LANGUAGES = ("tr", "fa", "en")


@dataclass(frozen=True)
class Words:
    """What people read in one language; ``sms`` is the short form of a text message."""

    event: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    sms: str = ""


@dataclass(frozen=True)
class AreaChosen:
    """
    Where a warning holds.

    :ivar names: the place in words, by language
    :ivar polygons: a shapely Polygon or MultiPolygon, EPSG:4326, longitude first; ``None`` when there is none
    :ivar circles: latitude, longitude, kilometres
    :ivar place_refs: "layer/key" of the places it was put together from
    :ivar lines: the coordinates as they were typed
    """

    names: Mapping[str, str] = field(default_factory=dict)
    polygons: Any = None
    circles: tuple[tuple[float, float, float], ...] = ()
    place_refs: tuple[str, ...] = ()
    lines: str = ""


@dataclass(frozen=True, kw_only=True)
class Content:
    """Everything of a warning that is written by hand."""

    category: str
    urgency: str
    severity: str
    certainty: str
    responses: tuple[str, ...] = ()
    cap_status: str = "Actual"
    template: str = ""
    onset_at: datetime | None = None
    expires_at: datetime | None = None
    texts: Mapping[str, Words] = field(default_factory=dict)
    area: AreaChosen = field(default_factory=AreaChosen)
    list_codes: tuple[str, ...] = ()
