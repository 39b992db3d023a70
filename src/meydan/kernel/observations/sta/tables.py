"""Where each entity of SensorThings is kept: its tables, its columns, its ways to others, who may see it."""

from __future__ import annotations

from dataclasses import dataclass

from meydan.kernel.observations.engine.query.model import Entity
from meydan.kernel.observations.engine.query.sorts import Sort
from meydan.kernel.observations.principals import Principal
from meydan.kernel.observations.sta.sql import TRUE, Sql, all_of, sql

# The tables of an entity under an alias; those joined to it are named after it.
FROM = {
    "Thing": "observations_thing {a}",
    "Location": "observations_location {a}",
    "HistoricalLocation": "observations_historicallocation {a}",
    "Sensor": "observations_sensor {a}",
    "ObservedProperty": "observations_observedproperty {a}",
    "FeatureOfInterest": "observations_featureofinterest {a}",
    "Datastream": "observations_datastream {a} JOIN observations_latestvalue {a}_l ON {a}_l.datastream_id = {a}.id",
    "Observation": (
        "observations_value {a} JOIN observations_datastream {a}_d ON {a}_d.id = {a}.datastream_id "
        "LEFT JOIN observations_detail {a}_x ON {a}_x.datastream_id = {a}.datastream_id AND {a}_x.slot = {a}.slot"
    ),
}
FROM["MultiDatastream"] = FROM["Datastream"]


def source(entity: Entity, a: str) -> Sql:
    """The tables of an entity, under the alias ``a``."""
    return Sql(FROM[entity.name].format(a=a))


def grouped(entity: Entity, a: str) -> Sql:
    """The same as one side of a join; SQLite does not see an alias of a lone table in parentheses."""
    tables = source(entity, a)
    return Sql(f"({tables.text})") if " JOIN " in tables.text else tables


def kind(entity: Entity, a: str) -> Sql:
    """What tells a Datastream from a MultiDatastream, which share a table."""
    if entity.name == "Datastream":
        return Sql(f"NOT {a}.is_multi")
    return Sql(f"{a}.is_multi") if entity.name == "MultiDatastream" else TRUE


def seen(entity: Entity, a: str, principal: Principal) -> Sql:
    """The condition that somebody may see this row; the same for every way that leads to it."""
    return all_of([kind(entity, a), _seen(entity.name, a, principal)])


def _seen(name: str, a: str, who: Principal) -> Sql:
    if who.reads_all or name in ("Sensor", "ObservedProperty"):
        return TRUE
    if name == "Thing":
        return _condition(who.things_seen(a))
    if name in ("Datastream", "MultiDatastream"):
        return _condition(who.streams_seen(a))
    if name == "Observation":
        return _condition(who.streams_seen(f"{a}_d"))
    thing = _condition(who.things_seen("t"))
    if name == "HistoricalLocation":
        return sql(f"EXISTS (SELECT 1 FROM observations_thing t WHERE t.id = {a}.thing_id AND {{}})", thing)
    if name == "Location":
        return _place_seen(a, thing)
    stream = _condition(who.streams_seen("s"))
    return sql(
        f"(EXISTS (SELECT 1 FROM observations_datastream s WHERE s.default_feature_id = {a}.id AND {{}}) OR "
        "EXISTS (SELECT 1 FROM observations_detail x JOIN observations_datastream s ON s.id = x.datastream_id "
        f"WHERE x.feature_id = {a}.id AND {{}}))",
        stream, stream,
    )  # fmt: skip


def _place_seen(a: str, thing: Sql) -> Sql:
    """A place is seen by way of a thing that stands, or once stood there; where none ever did, by everybody."""
    here = (
        "FROM observations_location_things m JOIN observations_thing t ON t.id = m.thing_id "
        f"WHERE m.location_id = {a}.id"
    )
    once = (
        "FROM observations_historicallocation_locations m JOIN observations_historicallocation h "
        "ON h.id = m.historicallocation_id JOIN observations_thing t ON t.id = h.thing_id "
        f"WHERE m.location_id = {a}.id"
    )
    return sql(
        f"(EXISTS (SELECT 1 {here} AND {{}}) OR EXISTS (SELECT 1 {once} AND {{}}) OR "
        f"NOT (EXISTS (SELECT 1 {here}) OR EXISTS (SELECT 1 {once})))",
        thing, thing,
    )  # fmt: skip


def _condition(pair: tuple[str, list[object]]) -> Sql:
    text, params = pair
    return Sql(text, tuple(params)) if text else TRUE


_STREAM_LINKS = {
    "Thing": "{c}.id = {p}.thing_id",
    "Sensor": "{c}.id = {p}.sensor_id",
    "ObservedProperty": "{c}.id = {p}.observed_property_id",
    "Observations": "{c}.datastream_id = {p}.id",
    "ObservedProperties": (
        "{c}.id IN (SELECT m.observed_property_id FROM observations_multicomponent m WHERE m.datastream_id = {p}.id)"
    ),
}
# Entity and navigation -> what ties a row ``p`` to the related row ``c``.
LINKS: dict[tuple[str, str], str] = {
    ("Thing", "Datastreams"): "{c}.thing_id = {p}.id",
    ("Thing", "MultiDatastreams"): "{c}.thing_id = {p}.id",
    ("Thing", "HistoricalLocations"): "{c}.thing_id = {p}.id",
    ("Thing", "Locations"): (
        "{c}.id IN (SELECT m.location_id FROM observations_location_things m WHERE m.thing_id = {p}.id)"
    ),
    ("Location", "Things"): (
        "{c}.id IN (SELECT m.thing_id FROM observations_location_things m WHERE m.location_id = {p}.id)"
    ),
    ("Location", "HistoricalLocations"): (
        "{c}.id IN (SELECT m.historicallocation_id FROM observations_historicallocation_locations m "
        "WHERE m.location_id = {p}.id)"
    ),
    ("HistoricalLocation", "Thing"): "{c}.id = {p}.thing_id",
    ("HistoricalLocation", "Locations"): (
        "{c}.id IN (SELECT m.location_id FROM observations_historicallocation_locations m "
        "WHERE m.historicallocation_id = {p}.id)"
    ),
    **{("Datastream", name): link for name, link in _STREAM_LINKS.items()},
    **{("MultiDatastream", name): link for name, link in _STREAM_LINKS.items()},
    ("Sensor", "Datastreams"): "{c}.sensor_id = {p}.id",
    ("Sensor", "MultiDatastreams"): "{c}.sensor_id = {p}.id",
    ("ObservedProperty", "Datastreams"): "{c}.observed_property_id = {p}.id",
    ("ObservedProperty", "MultiDatastreams"): (
        "{c}.id IN (SELECT m.datastream_id FROM observations_multicomponent m WHERE m.observed_property_id = {p}.id)"
    ),
    ("Observation", "Datastream"): "{c}.id = {p}.datastream_id",
    ("Observation", "MultiDatastream"): "{c}.id = {p}.datastream_id",
    ("Observation", "FeatureOfInterest"): "{c}.id = COALESCE({p}_x.feature_id, {p}_d.default_feature_id)",
    ("FeatureOfInterest", "Observations"): (
        "{c}.datastream_id IN (SELECT s.id FROM observations_datastream s WHERE s.default_feature_id = {p}.id "
        "UNION SELECT x.datastream_id FROM observations_detail x WHERE x.feature_id = {p}.id) "
        "AND COALESCE({c}_x.feature_id, {c}_d.default_feature_id) = {p}.id"
    ),
}


def link(entity: Entity, navigation: str, p: str, c: str) -> Sql:
    """What ties a row ``p`` of an entity to a row ``c`` at the end of a navigation."""
    return Sql(LINKS[entity.name, navigation].format(p=p, c=c))


@dataclass(frozen=True, slots=True)
class Column:
    """A property in SQL: of which sort, where, and where the end of an interval is."""

    sort: Sort
    text: str
    end: str = ""
    slot: str = ""


_TEXTS = {"name": "{a}.name", "description": "{a}.description"}
_BASE = {name: Column(Sort.TEXT, text) for name, text in _TEXTS.items()}
_PROPERTIES = {"properties": Column(Sort.JSON, "{a}.properties")}
_ENCODED = {"encodingType": Column(Sort.TEXT, "{a}.encoding_type")}
_UNIT = {"name": "{a}.unit_name", "symbol": "{a}.unit", "definition": "{a}.unit_definition"}
_TIMES = {
    "phenomenonTime": Column(Sort.TIME, "{a}_l.first_us", "{a}_l.at_us"),
    "resultTime": Column(
        Sort.TIME,
        "CASE {a}.result_time WHEN 'same' THEN {a}_l.first_us END",
        "CASE {a}.result_time WHEN 'same' THEN {a}_l.at_us END",
    ),
}
_AREA = {"observedArea": Column(Sort.JSON, "{a}.observed_area")}
_STREAM = {
    **_BASE, **_PROPERTIES, **_TIMES, **_AREA, "observationType": Column(Sort.TEXT, "{a}.observation_type"),
}  # fmt: skip
COLUMNS: dict[str, dict[str, Column]] = {
    "Thing": {**_BASE, **_PROPERTIES},
    "Location": {**_BASE, **_ENCODED, **_PROPERTIES, "location": Column(Sort.SHAPE, "{a}.wkb")},
    "HistoricalLocation": {"time": Column(Sort.TIME, "{a}.at_us", "{a}.at_us")},
    "Datastream": _STREAM,
    "MultiDatastream": _STREAM,
    "Sensor": {**_BASE, **_ENCODED, **_PROPERTIES, "metadata": Column(Sort.JSON, "{a}.metadata")},
    "ObservedProperty": {**_BASE, **_PROPERTIES, "definition": Column(Sort.TEXT, "{a}.definition")},
    "FeatureOfInterest": {**_BASE, **_ENCODED, **_PROPERTIES, "feature": Column(Sort.SHAPE, "{a}.wkb")},
    "Observation": {
        "phenomenonTime": Column(
            Sort.TIME, "({a}.slot >> 5)", "COALESCE({a}_x.end_us, {a}.slot >> 5)", slot="{a}.slot"
        ),
        "resultTime": Column(
            Sort.TIME,
            "CASE WHEN {a}_x.slot IS NOT NULL THEN {a}_x.result_us "
            "WHEN {a}_d.result_time = 'same' THEN {a}.slot >> 5 END",
        ),
        "validTime": Column(
            Sort.TIME, "{a}_x.valid_from_us", "COALESCE({a}_x.valid_to_us, {a}_x.valid_from_us)"
        ),
        "resultQuality": Column(Sort.JSON, "{a}_x.quality"),
        "parameters": Column(Sort.JSON, "{a}_x.parameters"),
    },
}
# JSON that is kept as text, and read as JSON by PostgreSQL only when it is asked.
KEPT_AS_TEXT = ("resultQuality", "parameters")


def order_key(entity: Entity, a: str) -> tuple[str, ...]:
    """The columns that put the rows of an entity in one order."""
    return (f"{a}.datastream_id", f"{a}.slot") if entity.name == "Observation" else (f"{a}.id",)


def unit_column(a: str, name: str) -> str | None:
    """A member of unitOfMeasurement as a column."""
    text = _UNIT.get(name)
    return text.format(a=a) if text else None
