"""Recorded exchanges: tests answer from a file instead of the network."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

# What must not be kept in a file that enters the repository.
SECRET_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "x-api-key", "proxy-authorization"})
_standing_in: httpx.BaseTransport | None = None


class NotRecorded(Exception):
    """The program made a call that the recording does not hold."""


def stand_in() -> httpx.BaseTransport | None:
    """The transport that takes the network's place, if one does."""
    return _standing_in


class _Replay(httpx.BaseTransport):
    def __init__(self, file: Path) -> None:
        self._left: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
        self.calls: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        wanted = f"{request.method} {request.url}"
        self.calls.append(wanted)
        matching = [i for i, kept in enumerate(self._left) if f"{kept['method']} {kept['url']}" == wanted]
        if not matching:
            raise NotRecorded(wanted)
        # The last of several answers to one call is repeated for ever.
        kept = self._left.pop(matching[0]) if len(matching) > 1 else self._left[matching[0]]
        return httpx.Response(kept["status"], headers=kept.get("headers", {}), content=_body(kept))


def _body(kept: dict[str, Any]) -> bytes:
    if "body_base64" in kept:
        return base64.b64decode(kept["body_base64"])
    body = kept.get("body", "")
    return (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).encode()


@contextmanager
def recorded(file: Path) -> Iterator[list[str]]:
    """
    Answer calls from a file, a JSON list of {method, url, status, headers, body | body_base64}.

    :return: the calls made so far, as "GET https://…"
    :raises NotRecorded: inside, for a call the file does not hold
    """
    replay = _Replay(file)
    with _in_place(replay):
        yield replay.calls


class _Recorder(httpx.BaseTransport):
    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner
        self.kept: list[dict[str, Any]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._inner.handle_request(request)
        content = answer.read()
        headers = {k: v for k, v in answer.headers.items() if k.lower() not in SECRET_HEADERS}
        for gone in ("content-encoding", "content-length", "transfer-encoding"):
            headers.pop(gone, None)
        kept = {
            "method": request.method,
            "url": str(request.url),
            "status": answer.status_code,
            "headers": headers,
        }
        try:
            kept["body"] = content.decode()
        except UnicodeDecodeError:
            kept["body_base64"] = base64.b64encode(content).decode()
        self.kept.append(kept)
        return httpx.Response(answer.status_code, headers=headers, content=content)


@contextmanager
def recording(file: Path, transport: httpx.BaseTransport | None = None) -> Iterator[None]:
    """Make real calls and keep them in a file for ``recorded``; headers that carry secrets are left out."""
    with httpx.HTTPTransport() if transport is None else transport as inner:
        recorder = _Recorder(inner)
        with _in_place(recorder):
            yield
    file.write_text(json.dumps(recorder.kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@contextmanager
def _in_place(transport: httpx.BaseTransport) -> Iterator[None]:
    global _standing_in
    before, _standing_in = _standing_in, transport
    try:
        yield
    finally:
        _standing_in = before
