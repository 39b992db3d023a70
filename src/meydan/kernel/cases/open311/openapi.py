"""The door described as OpenAPI 3.1."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from meydan.kernel.cases.open311.asking import LARGEST_RADIUS_M, MOST_ROWS, STATUSES
from meydan.kernel.cases.open311.attributes import DATATYPES
from meydan.kernel.cases.open311.telling import ENDS

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
SAID: Json = {"type": ["string", "null"]}
MOMENT: Json = {"type": "string", "description": "ISO 8601 with an offset, as 2026-11-23T09:00:00Z"}
FORM: Json = {
    "name": "form", "in": "path", "required": True, "schema": {"type": "string", "enum": ["json", "xml"]},
}  # fmt: skip
REFUSALS = {
    "400": "it cannot be read, or something is missing",
    "403": "api_key is missing or not known",
    "404": "there is no such service, request, token, area or jurisdiction",
    "405": "this is not done here",
    "413": "it is too large",
    "429": "too much comes from this key at once",
}


def document(root: str) -> Json:
    """The description of the door at an address."""
    return {**_described(), "servers": [{"url": root}]}


@lru_cache(maxsize=1)
def _described() -> Json:
    span = [_asked(name, MOMENT) for name in ("start_date", "end_date", "updated_after", "updated_before")]
    narrowed = [
        _asked("service_request_id", TEXT, "one or several with commas; overrides everything else"),
        _asked("service_code", TEXT, "one or several with commas"),
        *span,
        _asked("page", {"type": "integer", "minimum": 1}),
        _asked("page_size", {"type": "integer", "minimum": 1, "maximum": MOST_ROWS}),
        _asked("after", TEXT, "where the page before ended; only from a Link header"),
    ]
    near = [
        _asked("status", {"type": "string", "enum": [*STATUSES, ",".join(STATUSES)]}),
        _asked("lat", {"type": "number", "minimum": -90, "maximum": 90}),
        _asked("long", {"type": "number", "minimum": -180, "maximum": 180}),
        _asked("radius", {"type": "number", "minimum": 1, "maximum": LARGEST_RADIUS_M}, "metres"),
        _asked("area", TEXT, "the name of a neighbourhood or district"),
    ]
    paths: Json = {
        "/discovery.{form}": {"get": _operation("where the door stands", "Discovery")},
        "/services.{form}": {"get": _operation("what can be reported", "Service", many=True)},
        "/services/{service_code}.{form}": {
            "get": _operation("what a service asks", "Definition", key="service_code")
        },
        "/requests.{form}": {
            "get": _operation("requests", "Request", many=True, parameters=[*narrowed, *near]),
            "post": _operation("report something", "Opened", many=True, body=_report()),
        },
        "/requests/{service_request_id}.{form}": {
            "get": _operation("one request", "Request", many=True, key="service_request_id")
        },
        "/tokens/{token}.{form}": {
            "get": _operation("the request of a token", "Token", many=True, key="token")
        },
        "/servicerequestupdates.{form}": {
            "get": _operation("what happened to requests", "Update", many=True, parameters=narrowed),
            "post": _operation("say something about a request", "Taken", many=True, body=_word()),
        },
    }
    info = {
        "title": "Open311 GeoReport v2",
        "version": "2",
        "description": "With mySociety's updates of requests.",
    }
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": _schemas()}}


def _asked(name: str, schema: Json, told: str = "") -> Json:
    return {"name": name, "in": "query", "schema": schema, **({"description": told} if told else {})}


def _operation(
    summary: str,
    schema: str,
    *,
    many: bool = False,
    key: str = "",
    parameters: list[Json] | None = None,
    body: Json | None = None,
) -> Json:
    one: Json = {"$ref": f"#/components/schemas/{schema}"}
    answer = {"type": "array", "items": one} if many else one
    path = (
        [{"name": key, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}]
        if key
        else []
    )
    shared = [
        _asked("jurisdiction_id", TEXT),
        _asked("locale", {"type": "string", "enum": ["tr", "fa", "en"]}),
    ]
    told = {"description": summary, "content": {"application/json": {"schema": answer}, "text/xml": {}}}
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Errors"}}, "text/xml": {}}
    responses: Json = {"200": told, **({"201": told} if body else {})}
    responses |= {status: {"description": why, "content": error} for status, why in REFUSALS.items()}
    operation: Json = {
        "summary": summary, "parameters": [FORM, *path, *shared, *(parameters or [])], "responses": responses,
    }  # fmt: skip
    return {**operation, "requestBody": body} if body else operation


def _sent(properties: Json, required: list[str]) -> Json:
    schema = {"type": "object", "required": required, "properties": properties}
    kinds = ("application/x-www-form-urlencoded", "multipart/form-data")
    return {"required": True, "content": {kind: {"schema": schema} for kind in kinds}}


def _report() -> Json:
    words = ("address_string", "address_id", "email", "device_id", "account_id", "first_name", "last_name", "phone",
             "media_url")  # fmt: skip
    fields: Json = {"api_key": TEXT, "service_code": TEXT, "lat": {"type": "number"}, "long": {"type": "number"},
                    "description": {"type": "string", "maxLength": 4000}}  # fmt: skip
    fields |= dict.fromkeys(words, TEXT)
    return _sent(fields, ["api_key", "service_code"])


def _word() -> Json:
    words = ("api_key", "service_request_id", "update_id", "updated_datetime", "status", "description")
    return _sent(dict.fromkeys(words, TEXT), ["api_key", "service_request_id"])


def _object(**members: Json) -> Json:
    return {"type": "object", "required": list(members), "properties": members}


def _with_reason(update: Json) -> Json:
    """Only a line that opened a request again says why."""
    return {**update, "properties": {**update["properties"], "reopen_reason": TEXT}}


def _schemas() -> Json:
    error = _object(code={"type": "integer"}, description=TEXT)
    value = _object(key=TEXT, name=TEXT)
    flag: Json = {"type": "boolean"}
    attribute = _object(
        variable=flag, code=TEXT, datatype={"enum": list(DATATYPES)}, required=flag, datatype_description=SAID,
        order={"type": "integer"}, description=TEXT,
    )  # fmt: skip
    attribute["properties"] |= {"values": {"type": "array", "items": value}}
    endpoint = _object(
        specification=TEXT, url=TEXT, changeset=TEXT, type=TEXT, formats={"type": "array", "items": TEXT}
    )
    degrees: Json = {"type": ["number", "null"]}
    states = ["open", "in_progress", *ENDS.values()]
    return {
        "Errors": {"type": "array", "minItems": 1, "items": error},
        "Discovery": _object(
            changeset=TEXT, contact=TEXT, key_service=TEXT, endpoints={"type": "array", "items": endpoint}
        ),
        "Service": _object(
            service_code=TEXT, service_name=TEXT, description=TEXT, metadata=flag, type={"const": "realtime"},
            keywords=TEXT, group=TEXT,
        ),
        "Definition": _object(service_code=TEXT, attributes={"type": "array", "items": attribute}),
        "Request": _object(
            service_request_id=TEXT, status={"enum": list(STATUSES)}, status_notes=SAID, service_name=TEXT,
            service_code=TEXT, description=SAID, agency_responsible=SAID, service_notice=SAID,
            requested_datetime=MOMENT, updated_datetime=MOMENT, expected_datetime=SAID, address=SAID, address_id=SAID,
            zipcode=SAID, lat=degrees, long=degrees, media_url=SAID,
        ),
        "Opened": _object(service_request_id=TEXT, service_notice=SAID, account_id=SAID),
        "Token": _object(service_request_id=TEXT, token=TEXT),
        "Update": _with_reason(_object(
            update_id=TEXT, service_request_id=TEXT, status={"enum": states}, updated_datetime=MOMENT,
            description=SAID, media_url=SAID,
        )),
        "Taken": _object(update_id=TEXT),
    }  # fmt: skip
