"""How soon an officer sees all open cases of a city on the map: a real browser with nothing kept."""

from __future__ import annotations

import importlib.util
import tempfile

from benchmarks.page_bytes import chromium
from meydan.config.benching import CannotRun, Figure, median_figure

RUNS = 7
SCREEN = {"width": 1280, "height": 900}
# As in tools/browsing.py: chromium draws maps in software on a machine without a screen.
ARGUMENTS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run",
    "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
]  # fmt: skip
PAINTED_WITHIN_MS = 60_000


def can_draw() -> None:
    """
    Nothing, where the map can be looked at.

    :raises CannotRun: without chromium or playwright
    """
    chromium()
    if importlib.util.find_spec("playwright") is None:
        raise CannotRun("playwright is not installed: make setup")


def map_figure(address: str, cookie: str, note: str) -> Figure:
    """
    Seconds from pressing the link to the frame in which every open case stands on the map.

    Each run is a browser of its own with an empty cache; the page itself says when it has drawn (``data-painted``).

    :param cookie: the officer's session as ``name=value``
    :raises CannotRun: without chromium or playwright
    """
    can_draw()
    from playwright.sync_api import sync_playwright

    program = chromium()
    name, _equals, value = cookie.partition("=")
    seen: list[float] = []
    with sync_playwright() as play:
        for _run in range(RUNS + 1):
            with tempfile.TemporaryDirectory() as profile:
                context = play.chromium.launch_persistent_context(
                    profile, executable_path=program, args=ARGUMENTS, viewport=SCREEN
                )
                context.add_cookies([{"name": name, "value": value, "url": address}])
                page = context.pages[0]
                page.goto(f"{address}/desk/map/?folder=all")
                painted = page.locator("case-map[data-painted]")
                painted.wait_for(state="attached", timeout=PAINTED_WITHIN_MS)
                seen.append(int(painted.get_attribute("data-painted") or 0) / 1000)
                context.close()
    # The first run warms the server, not the browser.
    return median_figure(seen[1:], digits=3, note=f"{note}, empty cache, drawn in software")
