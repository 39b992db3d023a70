"""Another Open311 server: honest, slow, lying or refusing, at a port of this machine."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Peer:
    """What it was asked, and what it answers: ``answers`` maps "POST requests.json" to (status, body)."""

    address: str = ""
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    pause_s: float = 0.0
    asked: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)

    def forms(self) -> list[dict[str, str]]:
        """The forms that were posted."""
        return [query for what, query, _ in self.asked if what.startswith("POST")]


@contextmanager
def peering() -> Iterator[Peer]:
    """A server until the block ends."""
    peer = Peer()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self, method: str, query: str) -> None:
            what = f"{method} {urlsplit(self.path).path.removeprefix('/open311/v2/')}"
            plain = {name: values[-1] for name, values in parse_qs(query).items()}
            peer.asked.append((what, plain, {name.lower(): value for name, value in self.headers.items()}))
            time.sleep(peer.pause_s)
            status, told = peer.answers.get(what, (404, [{"code": 404, "description": "nothing"}]))
            body = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            if what in peer.links:
                self.send_header("Link", f'<{peer.links.pop(what)}>; rel="next"')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self._answer("GET", urlsplit(self.path).query)

        def do_POST(self) -> None:
            self._answer("POST", self.rfile.read(int(self.headers["Content-Length"])).decode())

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    peer.address = f"http://127.0.0.1:{server.server_port}/open311/v2"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()
