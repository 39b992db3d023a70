"""
The SensorThings entity model, said once: sets, properties, navigations.

Source: OGC 18-088, SensorThings API Part 1: Sensing version 1.1, clauses 8 and 14 (MultiDatastream).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a property holds."""

    ID = "id"
    TEXT = "text"
    NUMBER = "number"
    TIME = "time"  # a moment
    INTERVAL = "interval"  # a moment or an interval
    JSON = "json"  # an object or an array, entered by further names
    ANY = "any"  # any JSON value: a result, a sensor's metadata
    GEOMETRY = "geometry"  # GeoJSON
    LINK = "link"  # an address the server makes


@dataclass(frozen=True, slots=True)
class Property:
    """One property. ``given`` ones are kept by the server; what a client sends for them is not stored."""

    name: str
    kind: Kind
    required: bool = False
    given: bool = False


@dataclass(frozen=True, slots=True)
class Navigation:
    """A way to related entities. ``inverse`` is the name of the way back, on ``target``."""

    name: str
    target: str
    many: bool
    inverse: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of entity: its name, the name of its set, what it holds and what it leads to."""

    name: str
    set_name: str
    properties: dict[str, Property]
    navigations: dict[str, Navigation]


ID = "@iot.id"
SELF_LINK = "@iot.selfLink"
ALIASES = {"id": ID, "selfLink": SELF_LINK}
COMMON = (Property(ID, Kind.ID, given=True), Property(SELF_LINK, Kind.LINK, given=True))

NAME = Property("name", Kind.TEXT, required=True)
DESCRIPTION = Property("description", Kind.TEXT, required=True)
ENCODING = Property("encodingType", Kind.TEXT, required=True)
PROPERTIES = Property("properties", Kind.JSON)


def _one(name: str, inverse: str, *, required: bool = False) -> Navigation:
    return Navigation(name, name, many=False, inverse=inverse, required=required)


def _many(set_name: str, target: str, inverse: str, *, required: bool = False) -> Navigation:
    return Navigation(set_name, target, many=True, inverse=inverse, required=required)


def _entity(name: str, set_name: str, *parts: Property | Navigation) -> Entity:
    properties = {part.name: part for part in (*COMMON, *parts) if isinstance(part, Property)}
    navigations = {part.name: part for part in parts if isinstance(part, Navigation)}
    return Entity(name, set_name, properties, navigations)


_STREAM = (
    NAME,
    DESCRIPTION,
    Property("observationType", Kind.TEXT, required=True),
    PROPERTIES,
    Property("observedArea", Kind.GEOMETRY, given=True),
    Property("phenomenonTime", Kind.INTERVAL, given=True),
    Property("resultTime", Kind.INTERVAL, given=True),
)

_ALL = (
    _entity(
        "Thing",
        "Things",
        NAME,
        DESCRIPTION,
        PROPERTIES,
        _many("Locations", "Location", "Things"),
        _many("HistoricalLocations", "HistoricalLocation", "Thing"),
        _many("Datastreams", "Datastream", "Thing"),
        _many("MultiDatastreams", "MultiDatastream", "Thing"),
    ),
    _entity(
        "Location",
        "Locations",
        NAME,
        DESCRIPTION,
        ENCODING,
        Property("location", Kind.GEOMETRY, required=True),
        PROPERTIES,
        _many("Things", "Thing", "Locations"),
        _many("HistoricalLocations", "HistoricalLocation", "Locations"),
    ),
    _entity(
        "HistoricalLocation",
        "HistoricalLocations",
        Property("time", Kind.TIME, required=True),
        _one("Thing", "HistoricalLocations", required=True),
        _many("Locations", "Location", "HistoricalLocations", required=True),
    ),
    _entity(
        "Datastream",
        "Datastreams",
        *_STREAM,
        Property("unitOfMeasurement", Kind.JSON, required=True),
        _one("Thing", "Datastreams", required=True),
        _one("Sensor", "Datastreams", required=True),
        _one("ObservedProperty", "Datastreams", required=True),
        _many("Observations", "Observation", "Datastream"),
    ),
    _entity(
        "MultiDatastream",
        "MultiDatastreams",
        *_STREAM,
        Property("unitOfMeasurements", Kind.JSON, required=True),
        Property("multiObservationDataTypes", Kind.JSON, required=True),
        _one("Thing", "MultiDatastreams", required=True),
        _one("Sensor", "MultiDatastreams", required=True),
        _many("ObservedProperties", "ObservedProperty", "MultiDatastreams", required=True),
        _many("Observations", "Observation", "MultiDatastream"),
    ),
    _entity(
        "Sensor",
        "Sensors",
        NAME,
        DESCRIPTION,
        ENCODING,
        Property("metadata", Kind.ANY, required=True),
        PROPERTIES,
        _many("Datastreams", "Datastream", "Sensor"),
        _many("MultiDatastreams", "MultiDatastream", "Sensor"),
    ),
    _entity(
        "ObservedProperty",
        "ObservedProperties",
        NAME,
        Property("definition", Kind.TEXT, required=True),
        DESCRIPTION,
        PROPERTIES,
        _many("Datastreams", "Datastream", "ObservedProperty"),
        _many("MultiDatastreams", "MultiDatastream", "ObservedProperties"),
    ),
    # An Observation belongs to a Datastream or to a MultiDatastream, so neither alone is required.
    _entity(
        "Observation",
        "Observations",
        Property("phenomenonTime", Kind.INTERVAL),
        Property("result", Kind.ANY, required=True),
        Property("resultTime", Kind.TIME),
        Property("resultQuality", Kind.JSON),
        Property("validTime", Kind.INTERVAL),
        Property("parameters", Kind.JSON),
        _one("Datastream", "Observations"),
        _one("MultiDatastream", "Observations"),
        _one("FeatureOfInterest", "Observations"),
    ),
    _entity(
        "FeatureOfInterest",
        "FeaturesOfInterest",
        NAME,
        DESCRIPTION,
        ENCODING,
        Property("feature", Kind.GEOMETRY, required=True),
        PROPERTIES,
        _many("Observations", "Observation", "FeatureOfInterest"),
    ),
)

ENTITIES: dict[str, Entity] = {entity.name: entity for entity in _ALL}
SETS: dict[str, Entity] = {entity.set_name: entity for entity in _ALL}
