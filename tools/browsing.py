"""Homes that are really served, and a real browser that walks through them; for tests, pictures and benchmarks."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
# Chromium must not try to reach its maker, and draws maps in software on a machine without a screen.
ARGUMENTS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
]  # fmt: skip
LANGUAGES = ("tr", "fa", "en")
PHONE, DESK = (360, 740), (1280, 900)
WALK_LIMIT = 400
START_WAIT_S = 60


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def meydan(home: Path, *arguments: str) -> str:
    """Run the command on a home; returns what it printed, raises with its words when it fails."""
    drop = ("DATABASE_URL", "MEYDAN_HOME", "MEYDAN_NEW_HOME", "MEYDAN_PORT", "DJANGO_SETTINGS_MODULE")
    environment = {key: value for key, value in os.environ.items() if key not in drop}
    done = subprocess.run(
        [sys.executable, "-m", "meydan", "--home", str(home), *arguments],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"meydan {' '.join(arguments)}: {done.stdout[-1500:]}{done.stderr[-1500:]}")
    return done.stdout


def make_city(home: Path, pack: str, port: int, *, days: int = 60, cases: int = 40) -> None:
    """A demo city with its plan and a small sample town."""
    meydan(home, "init", "--pack", pack, "--demo", "--port", str(port))
    meydan(home, "load", "--overlay", "demo")
    meydan(home, "sample", "--days", str(days), "--cases", str(cases))


@contextlib.contextmanager
def served(home: Path, port: int) -> Iterator[str]:
    """Serve a home; gives its address once it answers."""
    child = subprocess.Popen(
        [sys.executable, "-m", "meydan", "--home", str(home), "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", child)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(timeout=30)


def _wait(address: str, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_WAIT_S
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=2).close()
            return
        if child.poll() is not None:
            raise RuntimeError("the home stopped by itself")
        time.sleep(0.1)
    raise RuntimeError(f"{address} did not answer")


@contextlib.contextmanager
def chromium(size: tuple[int, int] = DESK) -> Iterator[BrowserContext]:
    """A browser with an empty profile."""
    with browsers(size) as (context,):
        yield context


@contextlib.contextmanager
def browsers(*sizes: tuple[int, int]) -> Iterator[list[BrowserContext]]:
    """Several browsers side by side, each with an empty profile, as people who do not know each other."""
    with contextlib.ExitStack() as held:
        playwright = held.enter_context(sync_playwright())
        opened = []
        for width, height in sizes:
            profile = held.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
            context = playwright.chromium.launch_persistent_context(
                profile, executable_path=str(CHROMIUM), headless=True, args=ARGUMENTS,
                viewport={"width": width, "height": height},
            )  # fmt: skip
            held.callback(context.close)
            opened.append(context)
        yield opened


def sign_in(page: Page, base: str, role: str) -> None:
    """Sign in as a demo role by its one click."""
    page.goto(f"{base}/accounts/login/")
    page.locator(f"form[action$='/accounts/demo/{role}/'] button").click()
    page.wait_for_load_state()


def kind_of(path: str) -> str:
    """Addresses of one kind look alike once numbers and codes are taken out."""
    kind = re.sub(r"/\d+(\.\d+)*(?=/|$)", "/N", path)
    kind = re.sub(r"/(follow|report)/[A-Z]{2}-[^/]+", r"/\1/CODE", kind)
    kind = re.sub(r"/environment/[^/]+/sample-[^/]+", "/environment/K/X", kind)
    kind = re.sub(r"/warnings/[a-z]{2}-\d{8}-[^/]+", "/warnings/X", kind)
    kind = re.sub(r"/dashboards/(?!new$)[^/]+", "/dashboards/X", kind)
    kind = re.sub(r"/(property|datastream|lists|mappings)/(?!new/)[^/]+/", r"/\1/X/", kind)
    named = r"/(action|indicator|services|station|units|cities|forms|sets|reports|decisions|good-practice|press)/[^/]+/"
    return re.sub(named, r"/\1/X/", kind)


def walk(page: Page, base: str, start: str, within: tuple[str, ...] = ("/",)) -> list[str]:
    """
    Follow links from ``start`` and return one address of every kind of page, in the order found.

    Files to download, other languages of the same page, signing out and what begins with none of ``within``
    are left alone.
    """
    seen, queue, found = {kind_of(start)}, [start], []
    while queue and len(found) < WALK_LIMIT:
        path = queue.pop(0)
        answer = page.goto(base + path)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        found.append(path)
        for link in page.eval_on_selector_all(
            "a[href]", "links => links.map(link => link.getAttribute('href'))"
        ):
            target = _inside(link, path, base)
            if target.startswith(within) and kind_of(target) not in seen:
                seen.add(kind_of(target))
                queue.append(target)
    return found


def _inside(link: str, path: str, base: str) -> str:
    parts = urlsplit(link)
    if parts.scheme in ("mailto", "tel") or (parts.netloc and f"http://{parts.netloc}" != base):
        return ""
    target = parts.path or path
    if not target.startswith("/"):
        target = path.rsplit("/", 1)[0] + "/" + target
    left_alone = ("/language/", "/accounts/logout", "/feed/", "/static/", "/tiles/", "/files/", "/media/")
    is_file = re.search(r"\.(json|csv|geojson|xlsx|atom|rss|xml|ics|pdf|py|txt|zip)$", target)
    return "" if target.startswith(left_alone) or is_file else target


def guard(page: Page, base: str) -> dict[str, list[str]]:
    """Watch a page: requests to other origins, refusals by the content policy, errors of scripts."""
    seen: dict[str, list[str]] = {"elsewhere": [], "errors": []}

    def asked(request: Any) -> None:
        if not request.url.startswith((base, "data:", "blob:")):
            seen["elsewhere"].append(f"{page.url} asks {request.url}")

    def said(message: Any) -> None:
        if message.type == "error" and "404" not in message.text:
            seen["errors"].append(f"{page.url}: {message.text}")

    page.on("request", asked)
    page.on("console", said)
    page.on("pageerror", lambda fault: seen["errors"].append(f"{page.url}: {fault}"))
    return seen
