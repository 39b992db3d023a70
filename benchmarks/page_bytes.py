"""What a phone downloads for the home page."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import Any

from benchmarks.demo import CITIES, served
from meydan.config.benching import CannotRun, Figure

LANGUAGES = ("tr", "fa", "en")
PHONE = {"width": 360, "height": 740}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
OF_THE_MAP = ("/vendor/maplibre", "/tiles/")


def chromium() -> str:
    """
    A browser of this machine.

    :raises CannotRun: if there is none
    """
    for name in CHROMIUM:
        if found := shutil.which(name):
            return found
    raise CannotRun("no chromium on this machine (Debian: apt install chromium)")


def home_bytes() -> Mapping[str, Figure]:
    """
    The heaviest first visit of the home page, over cities and languages [kB], headers included.

    :raises CannotRun: without chromium or playwright
    """
    program = chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as fault:
        raise CannotRun("playwright is not installed: make setup") from fault
    seen: dict[str, dict[str, int]] = {}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for city in CITIES:
            with served(city) as server:
                for language in LANGUAGES:
                    seen[f"{city} {language}"] = _visit(browser, f"{server.address}/?lang={language}")
        browser.close()
    totals = {key: sum(parts.values()) / 1000 for key, parts in seen.items()}
    worst = max(totals, key=lambda key: totals[key])
    parts = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in sorted(seen[worst].items()))
    spread = (round(min(totals.values()), 1), round(max(totals.values()), 1))
    return {
        "home-bytes": Figure(
            round(totals[worst], 1), runs=len(totals), spread=spread, note=f"{worst}: {parts}"
        )
    }


def _visit(browser: Any, address: str) -> dict[str, int]:
    """Bytes over the wire by kind of file, in a browser that has never been there."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: _kind(e)}))
    wire.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: int(e["encodedDataLength"])}))
    page.goto(address, wait_until="networkidle")
    context.close()
    totals: dict[str, int] = {}
    for request, size in sizes.items():
        if kind := kinds.get(request, ""):
            totals[kind] = totals.get(kind, 0) + size
    return totals


def _kind(event: dict[str, Any]) -> str:
    return "" if any(part in event["response"]["url"] for part in OF_THE_MAP) else str(event["type"]).lower()
