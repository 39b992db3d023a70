"""
The loop that Meydan is for, on real input and with a person in the middle.

Measured dust opens an alert; the alert becomes one case with a clock in the environment unit; an officer closes it
with evidence in a browser; the linked figure on the public plan moves by exactly that case; the chain holds.
"""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.journeys.documented import begin, blocks, environment, run

CHROMIUM = Path("/usr/bin/chromium")
FIGURE = "air_alerts_worked"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def rows(home: Path, question: str) -> list[tuple[Any, ...]]:
    """What a home holds, read from outside."""
    with sqlite3.connect(f"file:{home / 'meydan.sqlite3'}?mode=ro", uri=True) as store:
        return store.execute(question).fetchall()


def until(there: Any, seconds: float = 30) -> Any:
    """Wait for something that the running city is about to do."""
    ends = time.monotonic() + seconds
    while not (found := there()):
        assert time.monotonic() < ends, "waited too long"
        time.sleep(0.2)
    return found


@contextmanager
def served(commands: list[str], env: dict[str, str]) -> Iterator[str]:
    address = f"http://127.0.0.1:{env['PORT']}"
    child = begin(commands, env)
    try:
        until(lambda: _answers(address, child), 60)
        yield address
    finally:
        child.terminate()
        child.wait(timeout=30)


def _answers(address: str, child: subprocess.Popen[bytes]) -> bool:
    assert child.poll() is None, "the city stopped by itself"
    try:
        urllib.request.urlopen(f"{address}/healthz", timeout=2).close()
    except OSError:
        return False
    return True


def figure_of(address: str) -> float:
    with urllib.request.urlopen(f"{address}/feed/indicators.json", timeout=10) as answer:
        return next(row["value"] or 0.0 for row in json.load(answer)["indicators"] if row["code"] == FIGURE)


@pytest.fixture
def files(real_data: Path) -> Path:
    for name in ("osm/liechtenstein.osm.pbf", "air/uci_beijing_pm25_2010_2013.csv.gz"):
        if not (real_data / name).is_file():
            pytest.skip(f"no {name} in {real_data}")
    return real_data


@pytest.fixture
def page() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser.new_page(locale="en-GB", viewport={"width": 1280, "height": 900})
        browser.close()


@pytest.mark.realdata
@pytest.mark.browser
@pytest.mark.alone
@pytest.mark.slow
def test_measured_dust_becomes_one_case_and_moves_the_plan_by_one(
    files: Path, page: Any, tmp_path: Path
) -> None:
    home = tmp_path / "city"
    where, make, serve, dust, doctor = blocks("tour.md", "With real files")
    env = environment(home, free_port(), files)
    run([where, make], env)
    with served([where, serve], env) as address:
        assert "alerts opened: 1" in run([where, dust], env)
        code = until(lambda: rows(home, "SELECT code FROM cases_case"))
        assert len(code) == 1
        before = figure_of(address)
        officer_closes(page, address, code[0][0], tmp_path)
        assert until(lambda: figure_of(address) != before)
        assert figure_of(address) == before + 1
        page.goto(f"{address}/plan/indicator/{FIGURE}/?lang=en")
        assert page.locator(".figure-value").first.inner_text() == f"{before + 1:.0f}"
    assert rows(home, "SELECT status FROM observations_alert") == [("acted",)]
    run([where, doctor], env)


def officer_closes(page: Any, address: str, code: str, folder: Path) -> None:
    """Enter by one click, find the case by its clock, take it to its end with a photo."""
    photo = folder / "photo.jpg"
    Image.new("RGB", (640, 480), "#8899aa").save(photo)
    page.goto(f"{address}/accounts/login/?lang=en")
    page.get_by_role("button", name="Manager (sample)").click()
    page.goto(f"{address}/desk/?folder=all")
    row = page.locator(".case-row", has_text=code)
    assert "Environment" in row.inner_text()
    assert row.locator(".clock").count() == 1
    row.locator("a.case-link").click()
    page.get_by_role("link", name="Open the case").click()
    page.locator("#take").select_option(index=1)
    page.get_by_role("button", name="Assign", exact=True).click()
    page.get_by_role("button", name="Arrived on site").click()
    page.locator("#step-note").fill("The boiler of the school was put out.")
    page.locator("#step-evidence").set_input_files(photo)
    page.get_by_role("button", name="Record the action and close").click()
    assert page.get_by_text("Acted on").first.is_visible()


@pytest.mark.slow
def test_the_way_without_any_file_can_be_repeated_by_anyone(tmp_path: Path) -> None:
    home = tmp_path / "city"
    env = environment(home, free_port())
    run(blocks("tour.md", "Without any file"), env)
    # The dust of March passed its limit; that nothing has come since is an alert of its own.
    alerts = "SELECT r.kind, a.status FROM observations_alert a JOIN observations_rule r ON r.id = a.rule_id ORDER BY 1"
    assert rows(home, alerts) == [("absence", "open"), ("threshold", "expired")]
    assert rows(home, "SELECT count(*) > 100 FROM places_place") == [(1,)]
    of_dust = (
        "SELECT s.kind, c.due_at IS NOT NULL FROM cases_case c JOIN cases_service s ON s.id = c.service_id "
    )
    assert rows(home, f"{of_dust} WHERE s.code = 'air_alert'") == [("alert", 1)]
