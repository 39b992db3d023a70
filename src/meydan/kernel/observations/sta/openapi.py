"""The door described as OpenAPI 3.1: sets, entities, options and bodies, made from the one entity model."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from meydan.kernel.observations.engine.query.clauses import RESULT_FORMATS
from meydan.kernel.observations.engine.query.model import SETS, Entity, Kind, Property
from meydan.kernel.observations.sta.http import Request, Response, as_json

Json = dict[str, Any]
PATH = "openapi.json"
KINDS: dict[Kind, Json] = {
    Kind.TEXT: {"type": "string"},
    Kind.NUMBER: {"type": "number"},
    Kind.TIME: {"type": ["string", "null"], "description": "ISO 8601, as 2026-11-23T09:00:00Z"},
    Kind.INTERVAL: {"type": ["string", "null"], "description": "a moment, or two with a slash between them"},
    Kind.JSON: {"type": ["object", "array", "null"]},
    Kind.GEOMETRY: {"type": ["object", "null"], "description": "GeoJSON"},
    Kind.LINK: {"type": "string"},
    Kind.ID: {"type": ["integer", "string"]},
    Kind.ANY: {},
}
LINK: Json = {"type": "object", "required": ["@iot.id"], "properties": {"@iot.id": KINDS[Kind.ID]}}
OPTIONS: tuple[tuple[str, Json, str], ...] = (
    (
        "$filter",
        {"type": "string"},
        "a condition, as: result gt 35 and phenomenonTime ge 2026-11-01T00:00:00Z",
    ),
    ("$orderby", {"type": "string"}, "properties with asc or desc, as: phenomenonTime desc"),
    ("$expand", {"type": "string"}, "related entities inside, as: Datastreams($expand=Sensor;$select=name)"),
    ("$select", {"type": "string"}, "the properties that are told"),
    ("$top", {"type": "integer", "minimum": 0}, "the most rows of a page"),
    ("$skip", {"type": "integer", "minimum": 0}, "rows left out at the beginning"),
    ("$count", {"type": "boolean"}, "whether it is told how many there are in all"),
    ("$resultFormat", {"type": "string", "enum": list(RESULT_FORMATS)}, "another shape of the answer"),
    ("$skiptoken", {"type": "string"}, "where the page before ended; only from a next link"),
    ("$as_of", {"type": "string"}, "the state at a moment of the past"),
)
OF_ONE = ("$expand", "$select")
REFUSALS = {
    "400": "it cannot be understood or done as it stands",
    "401": "a key is asked for, or the one that was sent is not known",
    "403": "the key or account may not do this",
    "404": "there is no such entity, or it may not be seen",
    "405": "this is not done here",
    "409": "something else was changed at the same moment",
    "413": "it is too large",
    "503": "too much comes in at once, or it takes too long",
}


def document(request: Request) -> Response:
    """The answer at ``openapi.json``."""
    return as_json(200, {**_described(), "servers": [{"url": request.root}]})


@lru_cache(maxsize=1)
def _described() -> Json:
    schemas: Json = {"Error": _error()}
    paths: Json = {"/": {"get": _operation("the sets there are", {"type": "object", "required": ["value"]})}}
    for entity in SETS.values():
        schemas[entity.name] = _entity(entity)
        schemas[f"{entity.name}Change"] = _body(entity)
        schemas[f"{entity.name}New"] = {**_body(entity), "required": _required(entity)}
        paths |= _paths(entity)
    paths["/CreateObservations"] = {"post": _create_observations()}
    paths["/$batch"] = {"post": _batch()}
    keys = {"bearer": {"type": "http", "scheme": "bearer"}, "basic": {"type": "http", "scheme": "basic"},
            "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"}}  # fmt: skip
    return {
        "openapi": "3.1.0", "info": {"title": "OGC SensorThings 1.1", "version": "1.1"}, "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": keys},
        "security": [{}, {"bearer": []}, {"basic": []}, {"key": []}],
    }  # fmt: skip


def _error() -> Json:
    members = {"code": {"type": "integer"}, "type": {"const": "error"}, "message": {"type": "string"}}
    return {"type": "object", "required": list(members), "properties": members}


def _entity(entity: Entity) -> Json:
    """An entity as it is told: what is not selected, or has no value, is not there."""
    own = {name: _of(known) for name, known in entity.properties.items()}
    for name, way in entity.navigations.items():
        own[f"{name}@iot.navigationLink"] = {"type": "string"}
        told: Json = {"$ref": f"#/components/schemas/{way.target}"}
        own[name] = {"type": "array", "items": told} if way.many else {"anyOf": [told, {"type": "null"}]}
    return {"type": "object", "properties": own}


def _of(known: Property) -> Json:
    return KINDS[known.kind]


def _required(entity: Entity) -> list[str]:
    own = [name for name, known in entity.properties.items() if known.required]
    return own + [name for name, way in entity.navigations.items() if way.required]


def _body(entity: Entity) -> Json:
    """What is said of an entity: its own properties, and links to related ones or what they are."""
    own = {name: _of(known) for name, known in entity.properties.items() if not known.given}
    for name, way in entity.navigations.items():
        if not way.many or way.required:
            own[name] = {"type": "array", "items": LINK, "minItems": 1} if way.many else LINK
    return {"type": "object", "properties": own}


def _paths(entity: Entity) -> Json:
    one = {"$ref": f"#/components/schemas/{entity.name}"}
    key: Json = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
    address = f"/{entity.set_name}({{id}})"
    if entity.name == "Observation":
        address = f"/{entity.set_name}('{{id}}')"
        key["schema"] = {"type": "string", "pattern": "^[0-9]{1,9}_-?[0-9]{1,18}$"}
    name = entity.name
    found: Json = {
        f"/{entity.set_name}": {
            "get": _set(f"{entity.set_name} that are asked for", one),
            "post": _operation(f"make a {name}", None, status="201", body=f"{name}New"),
        },
        address: {
            "parameters": [key],
            "get": _operation(f"one {name}", one, options=OF_ONE),
            "patch": _operation(f"change a {name} in part", one, body=f"{name}Change"),
            "put": _operation(f"set a {name} as a whole", one, body=f"{name}New"),
            "delete": _operation(f"remove a {name} with what stands on it", None),
        },
    }
    for way in entity.navigations.values():
        target = {"$ref": f"#/components/schemas/{way.target}"}
        get = _set(f"{way.name} of a {name}", target) if way.many else _operation(
            f"{way.name} of a {name}", target, options=OF_ONE)  # fmt: skip
        found[f"{address}/{way.name}"] = {"parameters": [key], "get": get}
    return found


def _set(summary: str, one: Json) -> Json:
    page: Json = {
        "type": "object", "required": ["value"],
        "properties": {
            "value": {"type": "array", "items": {"type": "object"}}, "@iot.count": {"type": "integer"},
            "@iot.nextLink": {"type": "string"},
        },
    }  # fmt: skip
    told = {**page, "properties": {**page["properties"], "value": {"type": "array", "items": one}}}
    operation = _operation(summary, told, options=tuple(name for name, _, _ in OPTIONS))
    operation["responses"]["200"]["content"] |= {"text/csv": {}, "application/geo+json": {}}
    # A data array and references are pages of another kind.
    operation["responses"]["200"]["content"]["application/json"]["schema"] = {"anyOf": [told, page]}
    return operation


def _operation(
    summary: str, answer: Json | None, *, status: str = "200", body: str = "", options: tuple[str, ...] = ()
) -> Json:  # fmt: skip
    content = {} if answer is None else {"content": {"application/json": {"schema": answer}}}
    operation: Json = {
        "summary": summary, "responses": {status: {"description": summary, **content}, **_refusals()},
    }  # fmt: skip
    if options:
        operation["parameters"] = [
            {"name": name, "in": "query", "schema": schema, "description": told}
            for name, schema, told in OPTIONS if name in options
        ]  # fmt: skip
    if body:
        operation["requestBody"] = _json_body({"$ref": f"#/components/schemas/{body}"})
    return operation


def _refusals() -> Json:
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {status: {"description": told, "content": error} for status, told in REFUSALS.items()}


def _json_body(schema: Json) -> Json:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _create_observations() -> Json:
    block = {
        "type": "object", "required": ["components", "dataArray"],
        "properties": {
            "Datastream": LINK, "MultiDatastream": LINK, "components": {"type": "array", "items": {"type": "string"}},
            "dataArray": {"type": "array", "items": {"type": "array"}},
        },
    }  # fmt: skip
    told = {"type": "array", "items": {"type": "string"}}
    operation = _operation("an address for each row, or a text that begins with error", told, status="201")
    return {**operation, "requestBody": _json_body({"type": "array", "items": block})}


def _batch() -> Json:
    one = {
        "type": "object", "required": ["id", "method", "url"],
        "properties": {"id": {"type": "string"}, "method": {"type": "string"}, "url": {"type": "string"},
                       "atomicityGroup": {"type": "string"}, "body": {}},
    }  # fmt: skip
    told = {"type": "object", "required": ["responses"], "properties": {"responses": {"type": "array"}}}
    schema = {
        "type": "object",
        "required": ["requests"],
        "properties": {"requests": {"type": "array", "items": one}},
    }
    return {**_operation("many requests in one", told), "requestBody": _json_body(schema)}
