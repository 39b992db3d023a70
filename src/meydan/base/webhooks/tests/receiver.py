"""A receiver that others could have written: it checks each message with the library of Standard Webhooks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError


@dataclass
class Receiver:
    """What came in, and how the next messages are answered."""

    secret: str = ""
    statuses: list[int] = field(default_factory=list)
    verified: list[tuple[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def ids(self) -> list[str]:
        """The ids of the messages whose signature was right, in order."""
        return [number for number, _ in self.verified]

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """Check one message; the status to answer with."""
        status = self.statuses.pop(0) if self.statuses else 204
        try:
            told = Webhook(self.secret).verify(body, headers)
        except WebhookVerificationError as fault:
            self.refused.append(str(fault))
            return 400
        self.verified.append((headers["webhook-id"], told))
        return status


@contextmanager
def receiving(secret: str = "") -> Iterator[Receiver]:
    """A receiver at a port of this machine, until the block ends."""
    receiver = Receiver(secret)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.take({name.lower(): value for name, value in self.headers.items()}, body)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            if status in (301, 302, 307):
                self.send_header("Location", "http://169.254.169.254/latest/meta-data")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
