"""The columns that are read of each entity, and the entity made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from meydan.kernel.observations.engine.isotime import write_interval, write_moment
from meydan.kernel.observations.engine.query.model import Entity

Row = Sequence[Any]
# Behind the id; {a} is the alias.
READ: dict[str, tuple[str, ...]] = {
    "Thing": ("name", "description", "properties"),
    "Location": ("name", "description", "properties", "encoding_type", "location"),
    "HistoricalLocation": ("at_us",),
    "Sensor": ("name", "description", "properties", "encoding_type", "metadata"),
    "ObservedProperty": ("name", "description", "properties", "definition"),
    "FeatureOfInterest": ("name", "description", "properties", "encoding_type", "feature"),
    "Datastream": (
        "name", "description", "properties", "observation_type", "observed_area", "result_time",
        "_l.first_us", "_l.at_us", "unit_name", "unit", "unit_definition",
    ),
}  # fmt: skip
READ["MultiDatastream"] = READ["Datastream"]


def read_columns(entity: Entity, a: str) -> str:
    """The columns of an entity, its id first."""
    names = (f"{a}{name}" if name.startswith("_") else f"{a}.{name}" for name in READ[entity.name])
    return ", ".join([f"{a}.id", *names])


def _json(text: Any) -> Any:
    """JSON as the database gave it: on its way out it need not be understood."""
    return msgspec.Raw(text.encode()) if isinstance(text, str) else text


def _described(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {"name": row[1], "description": row[2]}
    if row[3] not in ("{}", None, {}):
        found["properties"] = _json(row[3])
    return found


def _encoded(row: Row, name: str) -> dict[str, Any]:
    return {**_described(row), "encodingType": row[4], name: _json(row[5])}


def _stream(row: Row) -> dict[str, Any]:
    found = {**_described(row), "observationType": row[4]}
    if row[5] is not None:
        found["observedArea"] = _json(row[5])
    if row[7] is not None and row[8] is not None:
        found["phenomenonTime"] = write_interval(row[7], row[8])
        if row[6] == "same":
            found["resultTime"] = found["phenomenonTime"]
    return found


def properties_of(entity: Entity, row: Row, components: Mapping[int, list[dict[str, Any]]]) -> dict[str, Any]:
    """The properties of an entity from the columns that were read of it."""
    name = entity.name
    if name == "Thing":
        return _described(row)
    if name == "HistoricalLocation":
        return {"time": write_moment(row[1])}
    if name == "ObservedProperty":
        found = _described(row)
        return {"name": found.pop("name"), "definition": row[4], **found}
    if name == "Datastream":
        unit = {"name": row[9] or None, "symbol": row[10] or None, "definition": row[11] or None}
        return {**_stream(row), "unitOfMeasurement": unit}
    if name == "MultiDatastream":
        own = components.get(row[0], [])
        return {
            **_stream(row), "unitOfMeasurements": [part["unit"] for part in own],
            "multiObservationDataTypes": [part["type"] for part in own],
        }  # fmt: skip
    return _encoded(row, {"Location": "location", "Sensor": "metadata", "FeatureOfInterest": "feature"}[name])
