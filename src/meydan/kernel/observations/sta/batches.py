"""JSON batch requests (OGC 18-088, 11.2.2): many requests in one, some of them together or not at all."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import msgspec
from django.db import transaction

from meydan.kernel.observations.sta.http import MOUNT, UNREADABLE, Refusal, Request, Response, as_json

MOST_REQUESTS = 1_000
_REFERENCE = re.compile(r"\$[A-Za-z0-9_.-]+")


class Item(msgspec.Struct):
    """One request of a batch."""

    id: str
    method: str
    url: str
    atomicityGroup: str | None = None  # noqa: N815 - the standard's name
    headers: dict[str, str] = {}
    body: Any = msgspec.UNSET


class Items(msgspec.Struct):
    """The body of a batch."""

    requests: list[Item]


class _Broken(Exception):
    """A request of a group failed, so the group is taken back."""


def answer(request: Request) -> Response:
    """
    The answers to the requests of a batch, in their order.

    :raises Refusal: if the batch itself is not sound
    """
    try:
        items = msgspec.json.decode(request.body, type=Items).requests
    except UNREADABLE as odd:
        raise Refusal(400, f"This is not a batch: {odd}.") from odd
    if len(items) > MOST_REQUESTS or len({item.id for item in items}) != len(items):
        raise Refusal(400, f"A batch has at most {MOST_REQUESTS} requests, each with an id of its own.")
    told: list[dict[str, Any]] = []
    made: dict[str, str] = {}
    start = 0
    while start < len(items):
        end = start + 1
        group = items[start].atomicityGroup
        while group and end < len(items) and items[end].atomicityGroup == group:
            end += 1
        told += _group(request, items[start:end], made) if group else [_one(request, items[start], made)]
        start = end
    return as_json(200, {"responses": told})


def _group(request: Request, items: list[Item], made: dict[str, str]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    known = dict(made)
    try:
        with transaction.atomic():
            for item in items:
                told.append(_one(request, item, made))
                if told[-1]["status"] >= 400:
                    raise _Broken
    except _Broken:
        made.clear()
        made.update(known)
        broken = told[-1]
        others = {
            "status": 424,
            "body": {"message": f"Taken back, for request {broken['id']} of the group failed."},
        }
        return [broken if item.id == broken["id"] else {"id": item.id, **others} for item in items]
    return told


def _one(request: Request, item: Item, made: dict[str, str]) -> dict[str, Any]:
    try:
        found = _asked(request, item, made)
    except Refusal as refusal:
        found = refusal.answer()
    told: dict[str, Any] = {"id": item.id, "status": found.status}
    location = dict(found.headers).get("Location")
    if location:
        told["location"] = location
        made[item.id] = location.rsplit("/", 1)[1]
    body = found.body if isinstance(found.body, bytes) else b"".join(found.body)
    if body:
        told["body"] = msgspec.Raw(body) if found.content_type.endswith("json") else body.decode()
    return told


def _asked(request: Request, item: Item, made: dict[str, str]) -> Response:
    from meydan.kernel.observations.sta import door

    address = _REFERENCE.sub(lambda match: made.get(match[0][1:], match[0]), item.url)
    path, _, query = address.partition("?")
    path = unquote(path.removeprefix(request.root).removeprefix(MOUNT)).strip("/")
    if path == "$batch":
        raise Refusal(400, "A batch is not put inside a batch.")
    headers = {name.lower(): value for name, value in item.headers.items()}
    body = b"" if item.body is msgspec.UNSET else msgspec.json.encode(_referred(item.body, made))
    inner = replace(
        request, method=item.method.upper(), path=path, query=query, body=body,
        headers={"content-type": "application/json", **headers},
    )  # fmt: skip
    return door.answer(inner)


def _referred(body: Any, made: dict[str, str]) -> Any:
    """``{"@iot.id": "$thing"}`` becomes the id of what request "thing" made."""
    if isinstance(body, dict):
        return {
            name: _id_of(value, made) if name == "@iot.id" else _referred(value, made)
            for name, value in body.items()
        }
    return [_referred(one, made) for one in body] if isinstance(body, list) else body


def _id_of(value: Any, made: dict[str, str]) -> Any:
    if not (isinstance(value, str) and value.startswith("$") and value[1:] in made):
        return value
    key = made[value[1:]].partition("(")[2].rstrip(")")
    return key.strip("'") if key.startswith("'") else int(key)
