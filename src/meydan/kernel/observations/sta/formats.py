"""Other shapes of an answer: data array, CSV, GeoJSON; the last two are streamed row after row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import msgspec

from meydan.base.files.public import harmless
from meydan.kernel.observations.engine.isotime import write_moment
from meydan.kernel.observations.engine.query.ast import Query
from meydan.kernel.observations.engine.query.model import Entity
from meydan.kernel.observations.engine.query.render import query_text
from meydan.kernel.observations.sta import results
from meydan.kernel.observations.sta.expanding import entities
from meydan.kernel.observations.sta.http import Refusal, Request, Response
from meydan.kernel.observations.sta.reading import Asker, Page, Within, next_query
from meydan.kernel.observations.sta.whole import page

ARRAY = ("id", "phenomenonTime", "result", "resultTime")
STREAM_ROWS = 2_000
GEOMETRY = {"Location": "location", "FeatureOfInterest": "feature", "Datastream": "observedArea"}


def answer(asker: Asker, request: Request, entity: Entity, query: Query, within: Within) -> Response:
    """
    A set in the result format that was asked for.

    :raises Refusal: if the set has no such shape
    """
    wanted = (query.result_format or "").lower()
    if wanted == "dataarray":
        return _data_array(asker, request, entity, query, within)
    if wanted == "csv":
        parts = _csv(asker, entity, query, within)
        name = f'attachment; filename="{entity.set_name}.csv"'
        return Response(200, _begun(parts), "text/csv; charset=utf-8", [("Content-Disposition", name)])
    return Response(200, _begun(_geojson(asker, entity, query, within)), "application/geo+json")


def _begun(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Make the first part before anything is sent, so that what cannot be done is still said with a status."""
    first = next(parts, b"")

    def whole() -> Iterator[bytes]:
        yield first
        yield from parts

    return whole()


def _pages(asker: Asker, entity: Entity, query: Query, within: Within) -> Iterator[Page]:
    """All pages of a query, or those that ``$top`` leaves."""
    left = query.top
    step = replace(query, top=STREAM_ROWS if left is None else min(left, STREAM_ROWS), result_format=None)
    while True:
        found = page(asker, entity, step, within)
        yield found
        left = None if left is None else left - len(found.rows)
        if found.token is None or left == 0:
            return
        step = next_query(step, found.token)
        step = step if left is None else replace(step, top=min(left, STREAM_ROWS))


def _data_array(asker: Asker, request: Request, entity: Entity, query: Query, within: Within) -> Response:
    if entity.name != "Observation":
        raise Refusal(400, "Only Observations come as a data array.")
    names = _names(query)
    found = page(asker, entity, query, within)
    blocks: dict[int, list[list[Any]]] = {}
    multi: dict[int, bool] = {}
    for one in results.told(found.rows):
        whole = {**results.as_entity(one), "id": one.key}
        blocks.setdefault(one.datastream_id, []).append([whole.get(name) for name in names])
        multi[one.datastream_id] = one.usual.is_multi
    value = [
        {
            f"{'MultiDatastream' if multi[pk] else 'Datastream'}@iot.navigationLink":
                f"{asker.root}/{'MultiDatastreams' if multi[pk] else 'Datastreams'}({pk})",
            "components": names, "dataArray@iot.count": len(own), "dataArray": own,
        }
        for pk, own in blocks.items()
    ]  # fmt: skip
    body: dict[str, Any] = {} if found.count is None else {"@iot.count": found.count}
    if found.only_since_us is not None:
        body["@iot.onlySince"] = write_moment(found.only_since_us)
    if found.token is not None:
        after = next_query(query, found.token)
        body["@iot.nextLink"] = f"{request.root}/{request.path}?{query_text(after)}"
    return Response(200, msgspec.json.encode({**body, "value": value}))


def _names(query: Query) -> list[str]:
    if query.select is None:
        return list(ARRAY)
    return ["id" if path.names[0] == "@iot.id" else str(path.names[0]) for path in query.select]


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Members of an entity as columns: what lies inside others under ``a/b``."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}/{key}" if name else key)
    elif isinstance(value, list):
        yield name, msgspec.json.encode(value).decode()
    else:
        yield name, value


def _plain(asker: Asker, entity: Entity, query: Query, found: Page) -> list[dict[str, Any]]:
    listed = msgspec.json.decode(msgspec.json.encode(entities(asker, entity, query, found.rows)))
    return [
        {key: value for key, value in one.items() if "@iot." not in key or key == "@iot.id"} for one in listed
    ]


def _csv(asker: Asker, entity: Entity, query: Query, within: Within) -> Iterator[bytes]:
    heads: list[str] = []
    for found in _pages(asker, entity, query, within):
        flat = [dict(_flat(one)) for one in _plain(asker, entity, query, found)]
        if not heads:
            heads = list(dict.fromkeys(name for one in flat for name in one))
            yield _lines([[name.replace("@iot.id", "id") for name in heads]])
        yield _lines([harmless(one.get(name)) for name in heads] for one in flat)


def _lines(rows: Iterable[Iterable[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _geojson(asker: Asker, entity: Entity, query: Query, within: Within) -> Iterator[bytes]:
    yield b'{"type":"FeatureCollection","features":['
    between = b""
    for found in _pages(asker, entity, query, within):
        for one in _plain(asker, entity, query, found):
            yield between + msgspec.json.encode(_feature(entity, one))
            between = b","
    yield b"]}"


def _feature(entity: Entity, one: dict[str, Any]) -> dict[str, Any]:
    geometry = _geometry(entity, one)
    kept = {key: value for key, value in one.items() if key != GEOMETRY.get(entity.name)}
    return {
        "type": "Feature", "id": one.get("@iot.id"), "geometry": geometry, "properties": dict(_flat(kept)),
    }  # fmt: skip


def _geometry(entity: Entity, one: dict[str, Any]) -> Any:
    """The shape of an entity, or of the place that was expanded inside it."""
    own = one.get(GEOMETRY.get(entity.name, ""))
    if own is None:
        for way in ("Locations", "FeatureOfInterest", "Thing"):
            inner = one.get(way)
            inner = inner[0] if isinstance(inner, list) and inner else inner
            if isinstance(inner, dict):
                own = inner.get("location") or inner.get("feature") or _geometry(entity, inner)
    return own.get("geometry", own) if isinstance(own, dict) and own.get("type") == "Feature" else own
