"""One server for people's pages and machines' doors: what is sent arrives, whole, at the right door."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from meydan.config.asgi import Square

MIB = 1024 * 1024


def pages(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """A page that says what it got."""
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("content-type", "text/plain")])
    return [f"{environ['REQUEST_METHOD']} {len(body)} {hashlib.sha256(body).hexdigest()}".encode()]


def ask(square: Square, method: str, path: str, parts: list[bytes]) -> tuple[int, bytes]:
    """One request whose body comes in parts, from a server that answers with futures as ours does."""

    async def asked() -> tuple[int, bytes]:
        loop, waiting, got = asyncio.get_running_loop(), list(parts), []

        def receive() -> Awaitable[Any]:
            future = loop.create_future()
            body = waiting.pop(0) if waiting else b""
            future.set_result({"type": "http.request", "body": body, "more_body": bool(waiting)})
            return future

        def send(message: Any) -> Awaitable[None]:
            got.append(message)
            future = loop.create_future()
            future.set_result(None)
            return future

        size = str(sum(map(len, parts))).encode()
        scope = {
            "type": "http", "method": method, "path": path, "query_string": b"", "http_version": "1.1",
            "scheme": "http",
            "headers": [(b"host", b"127.0.0.1"), (b"content-length", size)], "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 9), "root_path": "", "asgi": {"version": "3.0"},
        }  # fmt: skip
        await square(scope, receive, send)
        return got[0]["status"], b"".join(message.get("body", b"") for message in got[1:])

    return asyncio.run(asked())


@pytest.mark.parametrize("parts", [[b""], [b"a=1"], [b"x" * 1000] * 50, [b"y" * MIB] * 3])
def test_a_form_arrives_whole_at_a_page(parts: list[bytes]) -> None:
    body = b"".join(parts)
    status, told = ask(Square(pages, threads=1), "POST", "/report/", parts)
    assert (status, told) == (200, f"POST {len(body)} {hashlib.sha256(body).hexdigest()}".encode())


def test_a_page_is_shown() -> None:
    assert ask(Square(pages, threads=1), "GET", "/", [b""])[1].startswith(b"GET 0 ")
