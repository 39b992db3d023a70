"""A citizen of Khoy books a time at a counter on a small phone, moves it, calls it off; the officer marks who came."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import icalendar
import pytest
from tools import browsing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.alone,
    pytest.mark.slow,
    pytest.mark.usefixtures("needs_chromium"),
]
PHONE_SIZE = (360, 740)
# Lets the appointment of a case be today's, as if its day had come; run inside the home.
TODAY = """
from datetime import timedelta
from django.utils import timezone
from meydan.base.appointments.models import Booking
booking = Booking.objects.get(thing_code="CODE")
time, now = booking.time, timezone.now()
time.starts_at, time.ends_at = now, now + timedelta(minutes=15)
time.save()
"""


@pytest.fixture(scope="module")
def khoy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    port, home = browsing.free_port(), tmp_path_factory.mktemp("khoy") / "home"
    browsing.meydan(home, "init", "--pack", "ir/khoy", "--demo", "--port", str(port))
    browsing.meydan(home, "load")
    browsing.meydan(home, "load", "--overlay", "demo")
    return home, port


@pytest.fixture
def served(khoy: tuple[Path, int]) -> Iterator[str]:
    with browsing.served(*khoy) as base:
        yield base


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth") <= PHONE_SIZE[0]


def book(page, base: str, name: str) -> str:
    """Walk from the service to the receipt; return the code."""
    page.goto(base + "/services/appointment/?lang=fa")
    assert fits(page)
    page.click("main .buttons a")
    page.click("main form button[type=submit]")
    page.click(".form-tasks a >> nth=0")
    assert fits(page)
    page.click("nav.times a >> nth=1")
    page.click("input[name=when] >> nth=0")
    page.click("main form button.button-primary[type=submit]")
    page.click("main form button.button-primary[type=submit]")
    page.fill("input[name=applicant_name]", name)
    page.fill("input[name=applicant_phone]", "۰۹۱۴ ۱۲۳ ۴۵۶۷")
    page.click("main form button.button-primary[type=submit]")
    assert name in page.inner_text("main")
    page.click("form[action$='/send/'] button")
    assert fits(page)
    return page.inner_text(".big-code").strip()


def test_a_citizen_in_persian_on_a_small_phone_books_moves_and_calls_off(served: str) -> None:
    with browsing.chromium(PHONE_SIZE) as browser:
        page = browser.new_page()
        seen = browsing.guard(page, served)
        code = book(page, served, "گلناز احمدی")
        assert re.search("[۰-۹]", page.inner_text(".receipt"))
        page.click("main .buttons a")
        assert page.locator("#appointment").count() == 1
        assert fits(page)
        answer = page.request.get(f"{served}/follow/{code}/appointment.ics")
        first = icalendar.Calendar.from_ical(answer.body()).walk("VEVENT")[0]

        page.click("#appointment a[href$='/appointment/']")
        assert fits(page)
        page.click("input[name=time] >> nth=2")
        page.click("#move button[type=submit]")
        moved = page.request.get(f"{served}/follow/{code}/appointment.ics")
        second = icalendar.Calendar.from_ical(moved.body()).walk("VEVENT")[0]
        assert second["UID"] == first["UID"]
        assert int(second["SEQUENCE"]) == int(first["SEQUENCE"]) + 1
        assert second["DTSTART"].dt != first["DTSTART"].dt

        page.click("#off button[type=submit]")
        assert page.locator("#off").count() == 0
        assert page.locator("#appointment s").count() == 1
        assert seen["errors"] == []


def test_the_officer_marks_that_somebody_came(khoy: tuple[Path, int], served: str) -> None:
    with browsing.chromium(PHONE_SIZE) as browser:
        page = browser.new_page()
        code = book(page, served, "سیمین رضایی")
        words = [
            sys.executable,
            "-m",
            "meydan",
            "--home",
            str(khoy[0]),
            "shell",
            "-c",
            TODAY.replace("CODE", code),
        ]
        subprocess.run(words, check=True, timeout=300)
        browsing.sign_in(page, served, "administrator")
        page.goto(served + "/desk/appointments/")
        assert "سیمین رضایی" in page.inner_text("main")
        assert fits(page)
        page.click("button[name=came][value=yes]")
        assert page.locator("button[name=came]").count() == 0
        assert page.locator(".chip-good").count() >= 1
