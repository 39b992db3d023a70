"""POST, PATCH, PUT and DELETE: what is asked for, who may, and what became of it."""

from __future__ import annotations

from typing import Any

import msgspec
from django.db.utils import IntegrityError
from django.utils import timezone

from meydan.kernel.observations.engine import jsonpatch
from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.query.ast import Query
from meydan.kernel.observations.engine.query.check import check_query
from meydan.kernel.observations.engine.query.model import ENTITIES, Entity
from meydan.kernel.observations.engine.query.options import parse_query
from meydan.kernel.observations.engine.query.paths import ResourcePath
from meydan.kernel.observations.operations.entities import bodies, changing, making, removing
from meydan.kernel.observations.sta import batches, observed, resources
from meydan.kernel.observations.sta.expanding import entities, key_text
from meydan.kernel.observations.sta.http import UNREADABLE, Refusal, Request, Response
from meydan.kernel.observations.sta.reading import Asker, page_in_table

DELETED_A_STEP = 5_000


def answer(request: Request, path: ResourcePath) -> Response:
    """
    The answer to a request that changes something.

    :raises Refusal: if it may or cannot be done
    """
    try:
        return _answer(request, path)
    except bodies.Absent as absent:
        raise Refusal(404, str(absent)) from absent
    except (bodies.Unsound, jsonpatch.PatchRefused) as odd:
        raise Refusal(400, str(odd)) from odd
    except IntegrityError as clash:
        raise Refusal(409, "Something else was changed or removed at the same moment. Ask again.") from clash


def _answer(request: Request, path: ResourcePath) -> Response:
    if path.action:
        if request.method != "POST":
            raise Refusal(405, f"{path.action} is for POST.", Allow="POST")
        return batches.answer(request) if path.action == "$batch" else observed.bulk(request)
    if path.is_root or path.inside:
        raise Refusal(
            405, "Entities are changed, not single properties. Send PATCH to the entity.", Allow="GET"
        )
    asker = Asker(request.principal, to_us(timezone.now()), request.root)
    if path.ending == "$ref":
        return _reference(asker, request, path)
    if request.method == "POST":
        return _post(asker, request, path)
    if request.method == "DELETE":
        return _delete(asker, request, path)
    return _change(asker, request, path)


def json_of(request: Request) -> Any:
    """
    The body as JSON.

    :raises Refusal: if it is none
    """
    try:
        return msgspec.json.decode(request.body)
    except UNREADABLE as odd:
        raise Refusal(400, f"The body is not JSON: {odd}.") from odd


def require_manager(request: Request) -> None:
    """
    Go on only for those who may change what is registered.

    :raises Refusal: otherwise
    """
    if request.principal.manages:
        return
    if request.principal.name == "anyone":
        raise Refusal(
            401, "What is registered is changed with a key. Send it as Authorization: Bearer, or as X-API-Key.",
            WWW_Authenticate='Bearer realm="SensorThings"',
        )  # fmt: skip
    raise Refusal(403, "This key or account may not change what is registered.")


def _post(asker: Asker, request: Request, path: ResourcePath) -> Response:
    if not path.is_collection:
        raise Refusal(
            405, "POST goes to a set, such as Things, not to one entity.", Allow="GET, PATCH, PUT, DELETE"
        )
    body = bodies.as_body(json_of(request), "The body")
    parent = resources.one(asker, path.steps[:-1]) if len(path.steps) > 1 else None
    if path.entity.name == "Observation":
        return observed.one(asker, request, path, body, parent)
    require_manager(request)
    given = {} if parent is None else _given(path, parent)
    if parent is not None and (key := bodies.linked_id(body)) is not None:
        return _linked(asker, path, given, key)
    made = making.make(
        entity=path.entity.name, body=body, parents=given, now=timezone.now(),
        observe=lambda stream, listed: observed.inside(asker, request, stream, listed),
    )  # fmt: skip
    return _created(asker, path.entity, made.pk)


def _created(asker: Asker, entity: Entity, key: int | str) -> Response:
    link = f"{asker.root}/{entity.set_name}({key_text(key)})"
    return Response(201, b"", headers=[("Location", link)])


def _given(path: ResourcePath, parent: tuple[Entity, Any]) -> dict[str, Any]:
    """The way back to the entity in whose set something is made."""
    entity, row = parent
    way = entity.navigations[path.steps[-1].name]
    found = making.find(entity.name, resources.key_of(entity, row))
    back = ENTITIES[way.target].navigations[way.inverse]
    return {way.inverse: [found] if back.many else found}


def _linked(asker: Asker, path: ResourcePath, given: dict[str, Any], key: int | str) -> Response:
    """An existing entity is put into the set of another (OGC 18-088, 10.2.2)."""
    found = making.find(path.entity.name, key)
    name, parent = next(iter(given.items()))
    parent = parent[0] if isinstance(parent, list) else parent
    if {path.entity.name, type(parent).__name__} == {"Location", "Thing"}:
        location, thing = (found, parent) if path.entity.name == "Location" else (parent, found)
        changing.tie(location=location, thing=thing, now=timezone.now())
    else:
        before = _json_of(asker, path.entity, key)
        changing.change(
            entity=path.entity.name, key=found.pk, body={name: {"@iot.id": parent.pk}}, whole=False, before=before,
            now=timezone.now(),
        )  # fmt: skip
    return _created(asker, path.entity, found.pk)


def _json_of(asker: Asker, entity: Entity, key: int | str) -> Any:
    from meydan.kernel.observations.engine.query.paths import Step

    _, row = resources.one(asker, [Step(entity.set_name, entity.name, True, key)])
    return plain(asker, entity, row)


def plain(asker: Asker, entity: Entity, row: Any) -> Any:
    """An entity as JSON values."""
    return msgspec.json.decode(msgspec.json.encode(entities(asker, entity, Query(), [row])[0]))


def _change(asker: Asker, request: Request, path: ResourcePath) -> Response:
    if path.is_collection:
        raise Refusal(405, f"{request.method} goes to one entity, such as Things(1).", Allow="GET, POST")
    require_manager(request)
    entity, row = resources.one(asker, path.steps)
    before = plain(asker, entity, row)
    body = _asked(request, before)
    if entity.name == "Observation":
        return observed.change(asker, request, row, before, body)
    key = resources.key_of(entity, row)
    changing.change(
        entity=entity.name, key=int(key), body=body, whole=request.method == "PUT", before=before,
        now=timezone.now(),
    )  # fmt: skip
    _, row = resources.one(asker, path.steps)
    return Response(200, msgspec.json.encode(entities(asker, entity, Query(), [row])[0]))


def _asked(request: Request, before: Any) -> bodies.Body:
    """What is to be changed: the body itself, or what a JSON Patch makes of the entity."""
    said = json_of(request)
    if "json-patch" not in request.headers.get("content-type", ""):
        return bodies.as_body(said, "The body")
    own = {name: value for name, value in before.items() if "@iot." not in name}
    after = bodies.as_body(jsonpatch.apply(own, said), "What the patch makes")
    gone: dict[str, Any] = {name: {} if name == "properties" else None for name in own if name not in after}
    return {name: value for name, value in {**after, **gone}.items() if own.get(name) != value}


def _delete(asker: Asker, request: Request, path: ResourcePath) -> Response:
    require_manager(request)
    if path.is_collection:
        return _delete_found(asker, request, path)
    entity, row = resources.one(asker, path.steps)
    _remove(asker, entity, row)
    return Response(200)


def _remove(asker: Asker, entity: Entity, row: Any) -> None:
    now = timezone.now()
    if entity.name == "Observation":
        removing.remove_observations(keys=[(row[0], row[1])], now=now)
        return
    found = making.find(entity.name, row[0])
    removing.remove(entity=entity.name, row=found, before=plain(asker, entity, row), now=now)


def _delete_found(asker: Asker, request: Request, path: ResourcePath) -> Response:
    """Filtered delete: everything a filter finds; without a filter nothing is removed by mistake."""
    query = parse_query(request.query)
    if query.filter is None:
        raise Refusal(400, "To remove many, say which with $filter.")
    check_query(query, path.entity)
    entity, within = resources.collection(asker, path.steps)
    step = Query(filter=query.filter, top=DELETED_A_STEP)
    while True:
        found = page_in_table(asker, entity, step, within)
        if entity.name == "Observation":
            removing.remove_observations(keys=[(row[0], row[1]) for row in found.rows], now=timezone.now())
        else:
            for row in found.rows:
                _remove(asker, entity, row)
        if found.token is None:
            return Response(200)


def _reference(asker: Asker, request: Request, path: ResourcePath) -> Response:
    """Tie and untie existing entities by ``$ref``."""
    require_manager(request)
    entity, row = resources.one(asker, path.steps[:-1])
    last = path.steps[-1]
    if {entity.name, last.entity} != {"Thing", "Location"}:
        raise Refusal(400, "Only things and locations are tied by $ref; others by PATCH with a link.")
    key = last.key if request.method == "DELETE" else bodies.linked_id(json_of(request))
    if key is None:
        raise Refusal(400, 'Say which, as {"@iot.id": 5}.')
    owner, other = making.find(entity.name, row[0]), making.find(last.entity, key)
    location, thing = (other, owner) if last.entity == "Location" else (owner, other)
    act = changing.untie if request.method == "DELETE" else changing.tie
    act(location=location, thing=thing, now=timezone.now())
    return Response(200)
