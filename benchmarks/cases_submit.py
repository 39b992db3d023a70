"""A citizen's report, sent as a browser sends it, into a city that has a million cases already."""

from __future__ import annotations

import http.client
import io
import re
import time
from collections.abc import Mapping
from urllib.parse import urlencode

from PIL import Image

from benchmarks.cases_fill import EAST, NORTH
from meydan.config.benching import Figure, median_figure

RUNS = 40
WARM_UP = 3
# A photo as a phone sends it after the page asked for a smaller one.
PHOTO_PX = (1600, 1200)
BOUNDARY = "----meydan-bench"
HIDDEN = re.compile(rb'<input[^>]*name="(csrfmiddlewaretoken|token)"[^>]*value="([^"]+)"')


def submit_figures(port: int, note: str) -> Mapping[str, Figure]:
    """
    Reports of one citizen after another [ms]: from the form's POST to the answer that names the code.

    Everything a report does is in it: the look for the same thing nearby, the code, the clocks, the sealed phone,
    the first line of the history and the letter. ``submit-photo`` sends a photo too, which is drawn anew.
    """
    photo = _photo()
    plain = [_reported_ms(port, number) for number in range(RUNS + WARM_UP)][WARM_UP:]
    pictured = [_reported_ms(port, RUNS + WARM_UP + number, photo) for number in range(RUNS // 2 + WARM_UP)][
        WARM_UP:
    ]
    return {
        "submit": median_figure(plain, digits=1, note=note),
        "submit-photo": median_figure(pictured, digits=1, note=f"{note}, {len(photo) // 1000} kB of photo"),
    }


def _reported_ms(port: int, number: int, photo: bytes = b"") -> float:
    """One report by a visitor of their own: each comes from another address, as a flood would be slowed."""
    visitor = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=60, source_address=(f"127.0.{1 + number // 200}.{1 + number % 200}", 0)
    )
    try:
        visitor.request("GET", "/report/?service=road_fault")
        page = visitor.getresponse()
        cookie = "; ".join(value.split(";")[0] for value in page.headers.get_all("Set-Cookie", []))
        hidden = {name.decode(): value.decode() for name, value in HIDDEN.findall(page.read())}
        # Outside of where the cases lie, and 80 m from the one before: nothing nearby is offered instead, so one POST
        # is the whole way.
        said = {
            **hidden, "service": "road_fault", "address": f"Yeni Yol {number}", "lon": EAST + 0.01 + number / 1e3,
            "lat": NORTH + 0.01, "description": "Yolun ortasında derin bir çukur var.",
            "phone": f"0532 123 {number:04d}",
        }  # fmt: skip
        kind, body = _multipart(said, photo) if photo else _plain(said)
        headers = {"Content-Type": kind, "Cookie": cookie}
        started = time.perf_counter()
        visitor.request("POST", "/report/", body, headers)
        answer = visitor.getresponse()
        said_back = answer.read()
        took = time.perf_counter() - started
        if answer.status != 302 or not re.match(r"/report/[A-Z]{2}-", answer.headers.get("Location", "")):
            raise RuntimeError(f"the report was answered with {answer.status}: {said_back[:300]!r}")
        return took * 1000
    finally:
        visitor.close()


def _plain(said: Mapping[str, object]) -> tuple[str, bytes]:
    return "application/x-www-form-urlencoded", urlencode(said).encode()


def _multipart(said: Mapping[str, object], photo: bytes) -> tuple[str, bytes]:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in said.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photos"; filename="cukur.jpg"\r\n'
    parts += [
        head.encode(),
        b"Content-Type: image/jpeg\r\n\r\n",
        photo,
        b"\r\n",
        f"--{BOUNDARY}--\r\n".encode(),
    ]
    return f"multipart/form-data; boundary={BOUNDARY}", b"".join(parts)


def _photo() -> bytes:
    """A photo with some grain in it: a plain colour would pack to nothing and be drawn in no time."""
    grain = Image.effect_noise(PHOTO_PX, 40).convert("RGB")
    out = io.BytesIO()
    grain.save(out, "JPEG", quality=80)
    return out.getvalue()
