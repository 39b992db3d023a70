"""Finds out what a request asks for and lets it be done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
from django.utils import timezone

from meydan.kernel.observations.engine.isotime import write_moment
from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.query.ast import Query
from meydan.kernel.observations.engine.query.check import check_query
from meydan.kernel.observations.engine.query.model import Entity
from meydan.kernel.observations.engine.query.options import parse_query
from meydan.kernel.observations.engine.query.paths import ResourcePath, parse_path
from meydan.kernel.observations.engine.query.refusals import QueryRefused
from meydan.kernel.observations.engine.query.render import query_text
from meydan.kernel.observations.sta import formats, openapi, past, resources, results
from meydan.kernel.observations.sta.expanding import entities, key_text
from meydan.kernel.observations.sta.http import Refusal, Request, Response, as_json
from meydan.kernel.observations.sta.reading import Asker, Page, Within, next_query
from meydan.kernel.observations.sta.root import service_root
from meydan.kernel.observations.sta.whole import page

WRITES = ("POST", "PATCH", "PUT", "DELETE")


def answer(request: Request) -> Response:
    """
    The answer to a request.

    :raises Refusal: if it cannot be done as it stands
    """
    try:
        if request.path == openapi.PATH and request.method in ("GET", "HEAD"):
            return openapi.document(request)
        path = parse_path(request.path)
        if request.method in ("GET", "HEAD"):
            return _read(request, path)
        if request.method in WRITES:
            from meydan.kernel.observations.sta import changing

            return changing.answer(request, path)
    except QueryRefused as refusal:
        raise Refusal(refusal.status, str(refusal)) from refusal
    raise Refusal(405, f"{request.method} is not done here.", Allow="GET, HEAD, POST, PATCH, PUT, DELETE")


def _read(request: Request, path: ResourcePath) -> Response:
    if path.is_root:
        return service_root(request)
    if path.action:
        raise Refusal(405, f"{path.action} is for POST.", Allow="POST")
    asker = Asker(request.principal, to_us(timezone.now()), request.root)
    query = parse_query(request.query)
    check_query(query, path.entity)
    if path.is_collection:
        return _collection(asker, request, path, query)
    if query.as_of_us is not None and (was := past.entity(asker, path, query)) is not None:
        return was
    entity, row = resources.one(asker, path.steps)
    if path.ending == "$ref":
        return as_json(200, {"@iot.selfLink": _self_link(asker, entity, row)})
    if path.inside:
        return _inside(asker, path, entity, row)
    return as_json(200, entities(asker, entity, query, [row])[0])


def _self_link(asker: Asker, entity: Entity, row: Any) -> str:
    return f"{asker.root}/{entity.set_name}({key_text(resources.key_of(entity, row))})"


def _inside(asker: Asker, path: ResourcePath, entity: Entity, row: Any) -> Response:
    """One property, or its bare value."""
    whole = msgspec.json.decode(msgspec.json.encode(entities(asker, entity, Query(), [row])[0]))
    name = str(path.inside[0])
    if name not in whole:
        return Response(204)
    value = whole[name]
    for step in path.inside[1:]:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError) as absent:
            raise Refusal(404, f"There is no {step!r} within {name}.") from absent
    if path.ending != "$value":
        return as_json(200, {str(path.inside[-1]): value})
    if value is None:
        return Response(204)
    if isinstance(value, dict | list):
        return as_json(200, value)
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return Response(200, text.encode(), "text/plain; charset=utf-8")


def _collection(asker: Asker, request: Request, path: ResourcePath, query: Query) -> Response:
    entity, within = resources.collection(asker, path.steps)
    if query.as_of_us is not None:
        found = past.observations(asker, query, within.stream if entity.name == "Observation" else None)
        listed = msgspec.json.encode(entities(asker, entity, replace(query, as_of_us=None), found.rows))
        return _paged(request, query, found, listed)
    if path.ending == "$ref":
        found = page(asker, entity, query, within)
        links = [{"@iot.selfLink": _self_link(asker, entity, row)} for row in found.rows]
        return _paged(request, query, found, msgspec.json.encode(links))
    if query.result_format is not None:
        return formats.answer(asker, request, entity, query, within)
    found = page(asker, entity, query, within)
    return _paged(request, query, found, _listed(asker, entity, query, within, found))


def _listed(asker: Asker, entity: Entity, query: Query, within: Within, found: Page) -> bytes:
    if entity.name == "Observation" and not query.expand and query.select is None:
        plain = results.plain_page(found.rows, asker.root)
        if plain is not None:
            return f"[{','.join(plain)}]".encode()
    return msgspec.json.encode(entities(asker, entity, query, found.rows))


def _paged(request: Request, query: Query, found: Page, listed: bytes) -> Response:
    """The envelope of a page: written by hand, for what is in it is JSON already."""
    head: list[bytes] = []
    if found.count is not None:
        head.append(b'"@iot.count":%d' % found.count)
        if found.is_least:
            head.append(b'"@iot.countIsLeast":true')
    if found.only_since_us is not None:
        head.append(b'"@iot.onlySince":"%s"' % write_moment(found.only_since_us).encode())
    if found.token is not None:
        link = f"{request.root}/{request.path}?{query_text(next_query(query, found.token))}"
        head.append(b'"@iot.nextLink":' + msgspec.json.encode(link))
    head.append(b'"value":' + listed)
    return Response(200, b"{" + b",".join(head) + b"}")
