"""What a client says of an entity, read and judged before anything is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import shapely

from meydan.kernel.observations.engine.query.model import Entity, Kind

Body = Mapping[str, Any]
LONGEST_TEXT = 20_000
LARGEST_JSON = 256 * 1024
GEOJSON = ("application/geo+json", "application/vnd.geo+json")


class Unsound(ValueError):
    """The body cannot be an entity; the sentence says what to change."""


class Absent(LookupError):
    """The body links to an entity that is not there."""


def as_body(value: Any, what: str) -> Body:
    """
    A JSON object.

    :raises Unsound: if it is something else
    """
    if not isinstance(value, dict):
        raise Unsound(f"{what} must be a JSON object, not {_kind(value)}.")
    return value


def _kind(value: Any) -> str:
    names = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def linked_id(value: Any) -> int | str | None:
    """
    The id in ``{"@iot.id": 5}``; ``None`` when the object describes an entity to be made.

    What else is said of it does not matter: clients send whole entities that they read before.
    """
    if isinstance(value, dict) and value.get("@iot.id") is not None:
        key = value["@iot.id"]
        if isinstance(key, bool) or not isinstance(key, int | str):
            raise Unsound("@iot.id must be a number or a text.")
        return key
    return None


def require(entity: Entity, body: Body, *, names: tuple[str, ...] = ()) -> None:
    """
    Refuse a body that lacks what an entity must have.

    :param names: navigations that the path or a parent has given already
    :raises Unsound: naming what is missing
    """
    for name, described in entity.properties.items():
        if described.required and body.get(name) is None and described.kind is not Kind.ANY:
            raise Unsound(f"A {entity.name} needs {name}.")
        if described.required and name not in body:
            raise Unsound(f"A {entity.name} needs {name}.")
    for name, way in entity.navigations.items():
        if way.required and name not in names and not body.get(name):
            raise Unsound(f"A {entity.name} needs its {name}.")


def text(body: Body, name: str) -> str:
    """
    A text member.

    :raises Unsound: if it is no text, or far too long
    """
    value = body[name]
    if not isinstance(value, str):
        raise Unsound(f"{name} must be a text, not {_kind(value)}.")
    if len(value) > LONGEST_TEXT or "\x00" in value:
        raise Unsound(f"{name} must have at most {LONGEST_TEXT} characters, none of them zero.")
    return value


def document(body: Body, name: str) -> dict[str, Any]:
    """
    A JSON object member; ``null`` is an empty one.

    :raises Unsound: if it is something else, or too large
    """
    value = body[name]
    if value is None:
        return {}
    sized(as_body(value, name), name)
    return dict(value)


def sized(value: Any, name: str) -> None:
    """Refuse JSON that nobody could read: too large, or with characters that no database keeps."""
    try:
        written = json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError) as odd:
        raise Unsound(f"{name} is nested too deeply.") from odd
    if len(written) > LARGEST_JSON:
        raise Unsound(f"{name} is larger than {LARGEST_JSON // 1024} kB.")
    if "\\u0000" in written or "\x00" in written:
        raise Unsound(f"{name} has a zero character in it.")


def geometry(value: Any, encoding: str, name: str) -> shapely.Geometry | None:
    """
    The shape of a location or feature, ``None`` when its encoding is not GeoJSON.

    :raises Unsound: if it says GeoJSON and is none, or lies beyond the Earth
    """
    sized(value, name)
    if encoding not in GEOJSON:
        return None
    inner = value.get("geometry") if isinstance(value, dict) and value.get("type") == "Feature" else value
    try:
        shape = shapely.from_geojson(json.dumps(inner))
    except (shapely.errors.ShapelyError, ValueError, TypeError) as odd:
        raise Unsound(f"{name} is not GeoJSON: a geometry or a Feature was expected.") from odd
    if shape is None or shape.is_empty:
        raise Unsound(f"{name} has no coordinates.")
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Unsound(f"{name} lies beyond the Earth: longitude first, in degrees of WGS 84.")
    return shape
