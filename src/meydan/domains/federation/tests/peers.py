"""A city as the portal meets it: a small server that says what a test wants, truth or lie."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Peer:
    """What the server says at each path, and what it was asked."""

    def __init__(self) -> None:
        self.says: dict[str, Any] = {}
        self.asked: list[tuple[str, str]] = []
        self.address = ""
        self.etag = '"one"'
        self.wait_s = 0.0
        self.stop = threading.Event()

    def documents(self, key: str = "deryakent", **of: Any) -> None:
        """Say the four documents of a sound city; ``of`` replaces a whole one."""
        head = {"meydan_feed": 1, "city": key, "generated_at": "2026-11-23T09:00:00Z"}
        self.says = {
            "/feed/city.json": {
                **head,
                "names": {"tr": "Deryakent", "fa": "دریاکنت", "en": "Deryakent"},
                "country": "TR",
                "languages": ["tr", "en"],
                "centre": [39.5, 40.4],
                "population": {"value": 12345, "year": 2025, "source": "a census"},
                "a_field_of_tomorrow": {"deep": [1, 2]},
            },
            "/feed/plan.json": {**head, **plan()},
            "/feed/indicators.json": {**head, "indicators": [indicator("requests_open", 7.0)]},
            "/feed/layers.json": {**head, "layers": [layer("pharmacies", 2)]},
            "/feed/places/pharmacies.geojson": {
                "type": "FeatureCollection",
                **head,
                "features": [feature(39.5, 40.4, "Umut"), feature(39.6, 40.5, "Şifa")],
            },
        }
        for name, document in of.items():
            self.says[f"/feed/{name}.json"] = document


def plan() -> dict[str, Any]:
    """A plan of three actions: one under way, one late, one done."""
    rows = [("a1", "good", 0, 40), ("a2", "bad", 12, 20), ("a3", "done", 0, 100)]
    actions = [
        {
            "code": code, "names": {"tr": f"İş {code}", "fa": f"اقدام {code}", "en": f"Action {code}"},
            "unit_names": {"en": "Works"}, "state": state, "days_late": late, "progress_percent": percent,
            "starts_on": "2026-01-01", "ends_on": "2026-11-11", "path": f"/plan/action/{code}/",
        }
        for code, state, late, percent in rows
    ]  # fmt: skip
    return {
        "plan": {"code": "p", "names": {"tr": "Plan", "fa": "برنامه", "en": "The plan"}, "is_sample": True},
        "goals": [{"code": "g", "names": {"en": "Clean air"}, "actions": actions}],
    }


def indicator(code: str, value: float | None, **other: Any) -> dict[str, Any]:
    """An indicator's row."""
    return {
        "code": code, "names": {"tr": "Açık talepler", "fa": "درخواست‌های باز", "en": "Requests open"}, "unit": "1",
        "decimals": 0, "direction": "down", "scope": "city", "value": value, "on": "2026-11-22", "state": "good",
        "run": [["2026-11-21", 8.0], ["2026-11-22", value]], "path": f"/plan/indicator/{code}/", **other,
    }  # fmt: skip


def layer(code: str, count: int) -> dict[str, Any]:
    """A layer's row."""
    return {
        "code": code,
        "names": {"en": "Pharmacies"},
        "geometry": "point",
        "count": count,
        "licence": "ODbL",
    }


def feature(lon: float, lat: float, name: str) -> dict[str, Any]:
    """A point of GeoJSON."""
    shape = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": shape, "properties": {"names": {"tr": name}}}


@contextmanager
def serving() -> Iterator[Peer]:
    """A peer on a free port of this machine."""
    peer = Peer()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            asked = self.headers.get("If-None-Match", "")
            peer.asked.append((self.path, asked))
            said = peer.says.get(self.path)
            if said is None:
                return self._answer(404, b"nothing here")
            if asked == peer.etag:
                return self._answer(304, b"")
            body = said if isinstance(said, bytes) else json.dumps(said).encode()
            return self._answer(200, body)

        def _answer(self, status: int, body: bytes) -> None:
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("ETag", peer.etag)
                self.end_headers()
                if peer.wait_s:  # a byte now and then: the connection never falls silent, and never ends
                    until = time.monotonic() + peer.wait_s
                    while time.monotonic() < until and not peer.stop.is_set():
                        self.wfile.write(b" ")
                        self.wfile.flush()
                        time.sleep(0.1)
                self.wfile.write(body)
            except OSError:
                pass  # the portal hung up, as it should

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    peer.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield peer
    finally:
        peer.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
