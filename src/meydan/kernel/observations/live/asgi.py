"""``/live/observations``: new values as server-sent events, held by the event loop and by no thread."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookies import CookieError, SimpleCookie
from typing import Any, TypeVar

from django.conf import settings
from django.db import close_old_connections

from meydan.kernel.observations.live.asking import AskedBadly, asked_of
from meydan.kernel.observations.live.following import Follower
from meydan.kernel.observations.live.places import Full, Seats, address_of
from meydan.kernel.observations.live.stream import Receive, Scope, Send, Stream
from meydan.kernel.observations.sta.http import Refusal, Response

MOUNT = "/live/observations"
HEAD = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-content-type-options", b"nosniff"),
    # Tells nginx not to gather the events before it passes them on.
    (b"x-accel-buffering", b"no"),
    (b"vary", b"Authorization, Cookie, X-API-Key"),
]
T = TypeVar("T")


class Live:
    """The ASGI application under ``/live/observations``."""

    def __init__(self) -> None:
        self.follower = Follower()
        self.seats = Seats()
        # For the few questions to the database at the beginning of a stream and once a minute.
        self._asking = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live")
        self._open: set[Stream] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def in_thread(self, work: Callable[[], T]) -> T:
        """What ``work`` gives, which may ask the database."""
        return await asyncio.get_running_loop().run_in_executor(self._asking, _with_connection, work)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let somebody look on until they go, may no longer, or the server ends."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        address = address_of((scope.get("client") or ("",))[0], headers)
        try:
            if scope["path"].rstrip("/") != MOUNT:
                raise Refusal(404, f"There is nothing here but {MOUNT}.")
            if scope["method"] != "GET":
                raise Refusal(405, "Only GET is answered here.", Allow="GET")
            self.seats.take(address)
        except Refusal as refusal:
            await _refuse(refusal.answer(), send)
            return
        except Full:
            full = Refusal(503, "Too many look on at the moment. Try again in a minute.", Retry_After="60")
            await _refuse(full.answer(), send)
            return
        try:
            await self._let_look(scope, headers, receive, send)
        finally:
            self.seats.leave(address)

    async def _let_look(self, scope: Scope, headers: dict[str, str], receive: Receive, send: Send) -> None:
        self._mind_the_end()
        await receive()
        try:
            asked = asked_of(scope["query_string"].decode("latin-1"), _language_in(headers.get("cookie", "")))
            stream = Stream(self, asked, headers, send)
            await stream.begin()
        except AskedBadly as odd:
            await _refuse(Refusal(400, str(odd)).answer(), send)
            return
        except Refusal as refusal:
            await _refuse(refusal.answer(), send)
            return
        self._open.add(stream)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEAD})
            await stream.run(receive)
        finally:
            self._open.discard(stream)
            stream.end()

    def _mind_the_end(self) -> None:
        """
        Be told when the server is to end, for it waits until every answer is complete.

        Beside the server's own handling, which goes by the loop and is not touched by this.
        """
        if self._loop is not None or threading.current_thread() is not threading.main_thread():
            return
        self._loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._end())

    def _end(self) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.close)

    def close(self) -> None:
        """Let everybody go; called in the event loop."""
        for stream in list(self._open):
            stream.over("The server stops; come back in a moment.")


def _with_connection(work: Callable[[], T]) -> T:
    close_old_connections()
    return work()


def _language_in(cookie: str) -> str:
    try:
        return SimpleCookie(cookie)[settings.LANGUAGE_COOKIE_NAME].value
    except (CookieError, KeyError):
        return ""


async def _refuse(answer: Response, send: Send) -> None:
    headers: list[Any] = [(b"content-type", answer.content_type.encode()), (b"cache-control", b"no-store")]
    headers += [(name.lower().encode(), value.encode()) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
