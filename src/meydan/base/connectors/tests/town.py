"""A real web server in a thread, with every bad habit the outside world has."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MEGABYTE = b"x" * 1024 * 1024


class _Habits(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Town

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        getattr(self, self.path.strip("/").split("?")[0].replace("-", "_") or "plain", self.plain)()

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """The tests listen elsewhere."""

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def plain(self) -> None:
        if self.headers.get("If-None-Match") == '"v1"':
            return self.answer(304)
        return self.answer(200, '{"şehir": "خوی"}'.encode(), ETag='"v1"')

    def ill(self) -> None:
        self.answer(500 if self.server.is_ill else 200)

    def ill_once(self) -> None:
        first = sum(path == "/ill-once" for path, _ in self.server.asked) == 1
        self.answer(503 if first else 200, b"well again")

    def forbidden(self) -> None:
        self.answer(403, b"no key")

    def busy(self) -> None:
        self.answer(429, Retry_After="120")

    def silent(self) -> None:
        time.sleep(3)

    def drip(self) -> None:
        """A header, then a byte now and then: no single silence is long."""
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self._slowly(b"." * 1000)

    def drip_head(self) -> None:
        self._slowly(b"HTTP/1.1 200 OK\r\n" + b"X-Filler: " + b"a" * 500)

    def _slowly(self, words: bytes) -> None:
        try:
            for byte in words:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            self.close_connection = True

    def huge(self) -> None:
        """More and more, without saying how much."""
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for _ in range(50):
                self.wfile.write(MEGABYTE)
                self.server.megabytes_sent += 1
        except OSError:
            pass
        self.close_connection = True

    def bomb(self) -> None:
        self.answer(200, gzip.compress(MEGABYTE * 20), Content_Encoding="gzip")

    def announced(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(10**12))
        self.end_headers()
        self.close_connection = True

    def cut_off(self) -> None:
        """Announces a hundred bytes, sends five and leaves."""
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"hello")
        self.close_connection = True

    def to_metadata(self) -> None:
        self.answer(302, Location="http://169.254.169.254/latest/meta-data/")

    def to_file(self) -> None:
        self.answer(302, Location="file:///etc/passwd")

    def to_plain(self) -> None:
        self.answer(302, Location="/plain")

    def to_elsewhere(self) -> None:
        self.answer(302, Location=f"http://localhost:{self.server.server_port}/plain")

    def round_and_round(self) -> None:
        self.answer(302, Location="/round-and-round")


class Town(ThreadingHTTPServer):
    """The server; ``asked`` holds what was asked of it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Habits)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.megabytes_sent = 0
        self.is_ill = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Callers hang up on this server all the time; that is what it is for."""


@contextmanager
def town() -> Iterator[Town]:
    """A running server."""
    with Town() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
