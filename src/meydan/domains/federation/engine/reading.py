"""Reads a peer's documents: bytes in, judged rows out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

import msgspec

from meydan.domains.federation.engine.shapes import (
    ActionRow,
    CityHead,
    GoalRow,
    IndicatorRow,
    LayerRow,
    PlanHead,
    Population,
)

FEED_VERSION = 1
LANGUAGES = ("tr", "fa", "en")
LONGEST_NAME = 300
MOST_ROWS = 2000
MOST_LAYERS = 200
MOST_POINTS = 1000
LONGEST_RUN = 60
ACTION_STATES = ("good", "watch", "bad", "stale", "planned", "done")
INDICATOR_STATES = ("good", "watch", "bad", "stale", "none")
SCOPES = ("city", "province", "nation")
# A peer's day may be ours plus one: the world has time zones.
TOMORROW = timedelta(days=1)
# Control characters, and those that turn the direction of what follows them on the page.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")

Row = TypeVar("Row")


class DocumentRefused(Exception):
    """The document cannot be used; ``fault`` is the code of a sentence, ``detail`` says more to staff."""

    def __init__(self, fault: str, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else fault)
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True)
class PlanRead:
    """A plan with its goals and each goal's sound actions."""

    plan: PlanHead | None
    goals: list[tuple[GoalRow, list[ActionRow]]] = field(default_factory=list)
    left_out: int = 0


@dataclass(frozen=True)
class Point:
    """A place on a map: where, and what it is called."""

    lon: float
    lat: float
    names: dict[str, str]


def opened(body: bytes, *, key: str = "") -> dict[str, Any]:
    """
    The document as an object of the version we know.

    :param key: the city that must speak in it; empty while we do not know it yet
    :raises DocumentRefused: if it is no JSON object, another version, or another city
    """
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as fault:
        raise DocumentRefused("not_json", str(fault)[:200]) from fault
    if not isinstance(found, dict):
        raise DocumentRefused("not_object")
    if found.get("meydan_feed") != FEED_VERSION:
        raise DocumentRefused("other_version", str(found.get("meydan_feed"))[:40])
    if key and found.get("city") != key:
        raise DocumentRefused("other_city", str(found.get("city"))[:40])
    return found


def read_city(document: dict[str, Any]) -> tuple[CityHead, Population | None]:
    """
    Who the peer is, and how many live there if that can be read.

    :raises DocumentRefused: if it does not say who it is
    """
    head = _row(document, CityHead)
    if head is None:
        raise DocumentRefused("no_identity")
    head.languages = [code for code in head.languages if code.isalpha()][:8]
    return head, _row(document.get("population"), Population)


def read_plan(document: dict[str, Any]) -> PlanRead:
    """
    The plan; rows that cannot be read are left out and counted.

    :raises DocumentRefused: if the plan or the list of goals is of a wrong type
    """
    if document.get("plan") is None:
        return PlanRead(None)
    head = _row(document["plan"], PlanHead)
    if head is None:
        raise DocumentRefused("not_understood", "plan")
    goals: list[tuple[GoalRow, list[ActionRow]]] = []
    left_out, seen, room = 0, set[str](), MOST_ROWS
    for given in _list(document, "goals", MOST_ROWS):
        goal = _row(given, GoalRow)
        if goal is None:
            left_out += 1
            continue
        actions, missing = _rows(goal.actions[:room], ActionRow, seen)
        for action in actions:
            action.state = action.state if action.state in ACTION_STATES else ""
        left_out += missing + max(0, len(goal.actions) - room)
        room -= len(actions)
        goals.append((goal, actions))
    return PlanRead(head, goals, left_out)


def read_indicators(document: dict[str, Any], today: date) -> tuple[list[IndicatorRow], int]:
    """
    The sound indicators, and how many rows were left out.

    :param today: a value of a later day is not believed
    :raises DocumentRefused: if the list is missing or of a wrong type
    """
    rows, left_out = _rows(_list(document, "indicators", MOST_ROWS), IndicatorRow, set())
    sound = [row for row in rows if _is_believable(row, today)]
    for row in sound:
        row.state = row.state if row.state in INDICATOR_STATES else "none"
        row.run = [point for point in row.run if point[0] <= today + TOMORROW][-LONGEST_RUN:]
    return sound, left_out + len(rows) - len(sound)


def _is_believable(row: IndicatorRow, today: date) -> bool:
    numbers = [row.value, *row.targets.values(), *(value for _, value in row.run)]
    finite = all(number is None or math.isfinite(number) for number in numbers)
    return finite and row.scope in SCOPES and (row.on is None or row.on <= today + TOMORROW)


def read_layers(document: dict[str, Any]) -> tuple[list[LayerRow], int]:
    """
    The sound layers, and how many rows were left out.

    :raises DocumentRefused: if the list is missing or of a wrong type
    """
    return _rows(_list(document, "layers", MOST_LAYERS), LayerRow, set())


def read_points(document: dict[str, Any]) -> list[Point]:
    """
    The points of a layer's GeoJSON, at most 1,000; what is no sound point is passed over.

    :raises DocumentRefused: if it holds no list of features
    """
    found = [_point(feature) for feature in _list(document, "features", 5 * MOST_POINTS)]
    return [point for point in found if point is not None][:MOST_POINTS]


def _point(feature: Any) -> Point | None:
    if not isinstance(feature, dict):
        return None
    shape, about = feature.get("geometry"), feature.get("properties")
    if not isinstance(shape, dict) or shape.get("type") != "Point" or not isinstance(about, dict):
        return None
    try:
        lon, lat = msgspec.convert((shape.get("coordinates") or [])[:2], tuple[float, float])
        names = msgspec.convert(about.get("names") or {}, dict[str, str])
    except (msgspec.ValidationError, TypeError):
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    return Point(lon, lat, clean(names))


def _list(document: dict[str, Any], name: str, most: int) -> list[Any]:
    found = document.get(name)
    if not isinstance(found, list):
        raise DocumentRefused("not_understood", name)
    if len(found) > most:
        raise DocumentRefused("too_many", f"{name}: {len(found)} > {most}")
    return found


def _rows(given: Iterable[Any], kind: type[Row], seen: set[str]) -> tuple[list[Row], int]:
    """Sound rows, the first of each code; and how many others there were."""
    sound, left_out = [], 0
    for one in given:
        row = _row(one, kind)
        code = str(getattr(row, "code", ""))
        if row is None or code in seen:
            left_out += 1
            continue
        seen.add(code)
        sound.append(row)
    return sound, left_out


def _row(given: Any, kind: type[Row]) -> Row | None:
    if not isinstance(given, dict):
        return None
    # A null says "not known"; a field that cannot be null takes its default then.
    known = {name: value for name, value in given.items() if value is not None}
    try:
        row = msgspec.convert(known, kind)
    except (msgspec.ValidationError, RecursionError):
        return None
    for name in ("names", "unit_names"):
        if hasattr(row, name):
            setattr(row, name, clean(getattr(row, name)))
    return row if not hasattr(row, "names") or row.names else None


def clean(names: dict[str, str]) -> dict[str, str]:
    """Names in our languages, without control characters, cut where they are too long to be names."""
    kept = {
        code: UNPRINTABLE.sub("", names[code]).strip()[:LONGEST_NAME] for code in LANGUAGES if code in names
    }
    return {code: name for code, name in kept.items() if name}
