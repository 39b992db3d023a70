"""
The shapes of a peer's documents: what we read of them, and within which bounds.

A peer may be older, newer, broken or lying. A field we do not know is passed over; one that is missing has a
default; one of a wrong type refuses its row, never the page. ``docs/feed.md`` describes the fields.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

Names = dict[str, str]
Code = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Key = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z0-9][a-z0-9-]*$")]
Word = Annotated[str, Meta(max_length=80)]
Sentence = Annotated[str, Meta(max_length=600)]
# A path on the peer's own site: it can never lead to another one, nor to a script.
Path = Annotated[str, Meta(max_length=300, pattern=r"^$|^/[A-Za-z0-9_.%-][A-Za-z0-9_./%-]*$|^/$")]
Percent = Annotated[float, Meta(ge=0, le=100)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]


class Population(Struct):
    """How many people, in which year, who says so, and of what."""

    value: Annotated[int, Meta(ge=0, le=100_000_000)]
    year: Annotated[int, Meta(ge=1800, le=2200)] | None = None
    source: Sentence = ""
    scope: Word = ""


class CityHead(Struct):
    """Who the peer is."""

    city: Key
    names: Names
    country: Annotated[str, Meta(max_length=2)] = ""
    languages: list[Annotated[str, Meta(max_length=8)]] = []
    centre: tuple[Longitude, Latitude] | None = None
    is_demo: bool = False
    software: Word = ""


class PlanHead(Struct):
    """The plan in force."""

    code: Code
    names: Names
    starts_on: date | None = None
    ends_on: date | None = None
    is_sample: bool = False


class GoalRow(Struct):
    """A goal and its actions, not yet judged one by one."""

    code: Code
    names: Names
    actions: list[Any] = []


class ActionRow(Struct):
    """An action of the plan."""

    code: Code
    names: Names
    unit_names: Names = {}
    starts_on: date | None = None
    ends_on: date | None = None
    state: Word = ""
    days_late: Annotated[int, Meta(ge=0, le=40_000)] = 0
    progress_percent: Percent = 0.0
    path: Path = ""
    is_sample: bool = False


class IndicatorRow(Struct):
    """An indicator with its newest value and its recent run."""

    code: Code
    names: Names
    unit: Annotated[str, Meta(max_length=30)] = ""
    decimals: Annotated[int, Meta(ge=0, le=6)] = 0
    direction: Word = ""
    scope: Word = ""
    standard: Word = ""
    value: float | None = None
    on: date | None = None
    last_input_at: datetime | None = None
    state: Word = ""
    run: list[tuple[date, float | None]] = []
    targets: dict[str, float] = {}
    path: Path = ""
    is_sample: bool = False


class LayerRow(Struct):
    """A public map layer."""

    code: Code
    names: Names
    geometry: Word = ""
    theme: Word = ""
    icon: Word = ""
    count: Annotated[int, Meta(ge=0, le=1_000_000_000)] = 0
    source: Sentence = ""
    licence: Word = ""
    path: Path = ""
    is_sample: bool = False
