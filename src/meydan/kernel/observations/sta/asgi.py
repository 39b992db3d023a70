"""The door in an event loop: observations go to the one writer, everything else to a few reading threads."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.db import InterfaceError, OperationalError, connection

from meydan.kernel.observations.sta import door, observing
from meydan.kernel.observations.sta.http import MOUNT, Refusal, Request, Response
from meydan.kernel.observations.sta.writer import TooBusy, Writer

log = logging.getLogger(__name__)
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MOST_BYTES = 10 * 1024 * 1024
READERS = 4


class SensorThings:
    """The ASGI application under ``/sta/v1.1``."""

    def __init__(self) -> None:
        self.writer = Writer()
        self.readers = ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="sensorthings")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            body = await _body(receive, _headers(scope))
            answer = await self._answer(scope, body)
        except Refusal as refusal:
            answer = refusal.answer()
        except TooBusy:
            answer = Refusal(503, "More is coming in than can be written. Send it again in a second.",
                             Retry_After="1").answer()  # fmt: skip
        await self._send(answer, send, head=scope["method"] == "HEAD")

    async def _answer(self, scope: Scope, body: bytes) -> Response:
        headers = _headers(scope)
        path = scope["path"].removeprefix(MOUNT).strip("/")
        if scope["method"] == "POST" and observing.is_simple(path):
            answer = await observing.observe(path, headers, body, self.writer, self.readers)
            if answer is not None:
                return answer
        return await self._in_thread(
            partial(_in_reader, scope["method"], path, scope["query_string"].decode("latin-1"), headers, body)
        )

    async def _in_thread(self, work: Callable[[], Response]) -> Response:
        return await asyncio.get_running_loop().run_in_executor(self.readers, work)

    async def _send(self, answer: Response, send: Send, *, head: bool) -> None:
        parts = answer.body
        headers = [
            (b"content-type", answer.content_type.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"vary", b"Authorization, Cookie, X-API-Key"),
            *((name.lower().encode(), value.encode()) for name, value in answer.headers),
        ]
        if isinstance(parts, bytes):
            headers.append((b"content-length", b"%d" % len(parts)))
            await send({"type": "http.response.start", "status": answer.status, "headers": headers})
            await send({"type": "http.response.body", "body": b"" if head else parts})
            return
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        if not head:
            await self._stream(parts, send)
        await send({"type": "http.response.body", "body": b""})

    async def _stream(self, parts: Iterable[bytes], send: Send) -> None:
        loop, left = asyncio.get_running_loop(), iter(parts)
        while (part := await loop.run_in_executor(self.readers, next, left, None)) is not None:
            await send({"type": "http.response.body", "body": part, "more_body": True})


def _in_reader(method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Response:
    try:
        request = Request(
            method,
            path,
            query,
            headers,
            body,
            observing.principal_of(headers, method),
            observing.root_of(headers),
        )
        return door.answer(request)
    except Refusal as refusal:
        return refusal.answer()
    except (OperationalError, InterfaceError) as fault:
        # The next request begins with a connection that works.
        connection.close_if_unusable_or_obsolete()
        log.warning("sensorthings: %s", fault)
        return Refusal(
            503, "The database did not answer. Nothing was changed; ask again.", Retry_After="2"
        ).answer()


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


async def _body(receive: Receive, headers: dict[str, str]) -> bytes:
    """
    The whole body, as long as it is not too large to hold.

    :raises Refusal: beyond ten million bytes, said before they are read
    """
    said = headers.get("content-length", "0")
    if said.isdigit() and int(said) > MOST_BYTES:
        raise Refusal(413, _too_large())
    message = await receive()
    body = message.get("body", b"")
    if not message.get("more_body"):
        return bytes(body)
    parts, size = [body], len(body)
    while message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BYTES:
            raise Refusal(413, _too_large())
    return b"".join(parts)


def _too_large() -> str:
    return (
        f"A request carries at most {MOST_BYTES // 1024 // 1024} MB. Send the observations in several parts."
    )
