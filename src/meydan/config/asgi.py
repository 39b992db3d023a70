"""The door for the web server: machines in an event loop, people's pages in threads that keep their connections."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meydan.config.settings")
THREADS = 4

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Square:
    """Sends each request to its door: by the beginning of its path, else to the pages."""

    def __init__(self, pages: Any, threads: int) -> None:
        from django.conf import settings

        # What waits for a thread is kept by the server, not by a queue of our own.
        self.pages: Any = WSGIMiddleware(pages, workers=threads)
        self.doors: dict[str, Any] = {}
        if settings.MEYDAN_ROLE == "city":
            from meydan.kernel.observations.door import doors

            self.doors = doors()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        path = scope["path"]
        for begin, door in self.doors.items():
            if path.startswith(begin):
                await door(scope, receive, send)
                return
        await self.pages(scope, _coroutine(receive), _coroutine(send))


def _coroutine(call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """The same as a coroutine function: granian answers with futures, which the bridge to threads does not take."""

    async def awaited(*arguments: Any) -> Any:
        return await call(*arguments)

    return awaited


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


def get_application(threads: int = THREADS) -> Square:
    """The application of one web process; it starts threads, so it is made after the fork."""
    return Square(get_wsgi_application(), threads)
