"""One case in a journey, and the two who look at it from outside."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.journeys import deciding
from tests.journeys.moved_clock import Town

WITHIN_S = 90


class Story:
    """A case, whoever reported it, and anybody with the code."""

    def __init__(self, town: Town, code: str, citizen: Page, public: Page, language: str) -> None:
        self.town, self.code, self.citizen, self.public = town, code, citizen, public
        self.language = language
        (number,) = one(town.home, f"SELECT id FROM cases_case WHERE code = '{code}'")
        self.case = f"/desk/cases/{number}/"

    def seen(self, base: str, *said: str) -> None:
        """Make sure that the citizen on the phone and everybody with the code read this."""
        for page in (self.citizen, self.public):
            page.goto(f"{base}/follow/{self.code}/?lang={self.language}")
            words = deciding.main(page)
            for part in said:
                assert part in words, (part, words[:1500])
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    def clock(self, key: str) -> tuple[object, ...]:
        """The state of a term of the case."""
        told = (
            "SELECT k.state FROM cases_clock k JOIN cases_case c ON c.id = k.case_id "
            f"WHERE c.code = '{self.code}' AND k.key = '{key}'"
        )
        return one(self.town.home, told)


def one(home: Path, question: str) -> tuple[object, ...]:
    """One row of a home's database, read beside the program."""
    with sqlite3.connect(home / "meydan.sqlite3") as base:
        found: tuple[object, ...] = base.execute(question).fetchone()
    return found


def wait_for_value(town: Town, question: str, wanted: object) -> None:
    """Wait until the worker has done by itself what the clock asks for."""
    until = time.monotonic() + WITHIN_S
    while one(town.home, question)[0] != wanted:
        assert time.monotonic() < until, f"{question}: {one(town.home, question)}, not {wanted}"
        time.sleep(0.1)


def a_picture(path: Path, colour: str) -> Path:
    """A small photo or a scanned paper."""
    Image.new("RGB", (320, 240), colour).save(path, "JPEG")
    return path
