"""The door in an event loop: observations go to the one writer, everything else to a few reading threads."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.db import DataError, InterfaceError, OperationalError, connection

from meydan.kernel.observations.sta import door, limits, observing, who
from meydan.kernel.observations.sta.http import MOUNT, Refusal, Request, Response
from meydan.kernel.observations.sta.receiving import Bodies, HungUp, Receive
from meydan.kernel.observations.sta.writer import TooBusy, Writer

log = logging.getLogger(__name__)
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

READERS = 4
ALWAYS = ((b"x-content-type-options", b"nosniff"), (b"vary", b"Authorization, Cookie, X-API-Key"))


class SensorThings:
    """The ASGI application under ``/sta/v1.1``."""

    def __init__(self) -> None:
        self.writer = Writer()
        self.readers = ThreadPoolExecutor(max_workers=READERS, thread_name_prefix="sensorthings")
        self.bodies = Bodies()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = _headers(scope)
        try:
            body = await self.bodies.read(receive, headers)
        except HungUp:
            return
        except Refusal as refusal:
            await self._send(refusal.answer(), send, head=scope["method"] == "HEAD")
            return
        try:
            answer = await self._answer(scope, headers, body)
        except TooBusy:
            answer = Refusal(503, "More is coming in than can be written. Send it again in a second.",
                             Retry_After="1").answer()  # fmt: skip
        except Exception as fault:
            answer = _refusal_of(fault).answer()
        finally:
            self.bodies.done(len(body))
        await self._send(answer, send, head=scope["method"] == "HEAD")

    async def _answer(self, scope: Scope, headers: dict[str, str], body: bytes) -> Response:
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
            *ALWAYS,
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
        while (part := await loop.run_in_executor(self.readers, _next_part, left)) is not None:
            await send({"type": "http.response.body", "body": part, "more_body": True})


def _next_part(left: Iterator[bytes]) -> bytes | None:
    with limits.within(limits.allowed_s("GET")):
        return next(left, None)


def _in_reader(method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Response:
    try:
        return _asked(method, path, query, headers, body)
    except Exception as fault:
        if _lost_connection(fault) and method in ("GET", "HEAD"):
            # The database was started anew since the last question: this one costs nothing to ask again.
            try:
                return _asked(method, path, query, headers, body)
            except Exception as again:
                return _refusal_of(again).answer()
        return _refusal_of(fault).answer()


def _asked(method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Response:
    with limits.within(limits.allowed_s(method)):
        principal = who.principal_of(headers, method)
        return door.answer(Request(method, path, query, headers, body, principal, who.root_of(headers)))


def _lost_connection(fault: Exception) -> bool:
    """Whether the connection of this thread broke; the next question makes a new one."""
    if not isinstance(fault, OperationalError | InterfaceError) or _was_cut(fault):
        return False
    connection.close_if_unusable_or_obsolete()
    return connection.connection is None


def _refusal_of(fault: Exception) -> Refusal:
    """What a sender hears of a fault; what he can do nothing about is told to the log."""
    if isinstance(fault, Refusal):
        return fault
    if isinstance(fault, limits.TooLong) or _was_cut(fault):
        told = "This takes longer than is allowed here. Ask for less: a narrower $filter, fewer steps in $expand."
        return Refusal(503, told)
    if isinstance(fault, DataError):
        return Refusal(400, "The database cannot compute this: a number or a time in it is out of range.")
    if isinstance(fault, OperationalError | InterfaceError):
        log.warning("sensorthings: %s", fault)
        if _is_of_a_full_disk(fault):
            return Refusal(507, "The disk of this city is full. Nothing was stored; send it again later.")
        return Refusal(503, "The database did not answer. Nothing was changed; ask again.", Retry_After="2")
    log.error("sensorthings: a fault of the door", exc_info=fault)
    return Refusal(500, "This is a fault of ours, not of the request. It stands in the log of this city.")


def _is_of_a_full_disk(fault: Exception) -> bool:
    words = str(fault)
    # SQLite's two ways of saying it, and PostgreSQL's.
    return any(said in words for said in ("disk is full", "disk I/O error", "No space left"))


def _was_cut(fault: Exception) -> bool:
    """Whether the database ended a statement because its time was over."""
    return isinstance(fault, OperationalError) and (
        str(fault) == "interrupted" or getattr(fault.__cause__, "sqlstate", "") == "57014"
    )


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
