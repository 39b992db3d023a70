"""Asking the door in the same process."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec

from meydan.kernel.observations.principals import EVERYONE_MAY, Principal
from meydan.kernel.observations.sta import door
from meydan.kernel.observations.sta.http import Refusal, Request, Response

ROOT = "http://test/sta/v1.1"


def ask(
    address: str, method: str = "GET", body: Any = b"", *, who: Principal = EVERYONE_MAY, **headers: str
) -> Response:
    """The answer to ``Things?$filter=...``, whose query is written as people write it."""
    path, _, query = address.partition("?")
    sent = body if isinstance(body, bytes) else msgspec.json.encode(body)
    request = Request(
        method,
        path,
        quote(query, safe="=&$,;()/:'@*%"),
        {k.replace("_", "-"): v for k, v in headers.items()},
        sent,
        who,
        ROOT,
    )
    try:
        return door.answer(request)
    except Refusal as refusal:
        return refusal.answer()


def whole(answer: Response) -> bytes:
    """The body, its parts put together."""
    return answer.body if isinstance(answer.body, bytes) else b"".join(answer.body)


def told(address: str, **more: Any) -> Any:
    """What is answered, when all is well."""
    answer = ask(address, **more)
    assert answer.status == 200, whole(answer)
    return msgspec.json.decode(whole(answer))


def values(address: str, **more: Any) -> list[Any]:
    """The rows of a set."""
    return list(told(address, **more)["value"])
