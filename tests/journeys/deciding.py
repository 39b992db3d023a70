"""How a journey walks the pages of an office: who signs in, what is handed in, how a body sits and decides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from tools import browsing


def as_role(page: Page, base: str, role: str) -> None:
    """Be somebody else in this browser: the session of before is over, as the clock has moved."""
    page.context.clear_cookies()
    browsing.sign_in(page, base, role)


def main(page: Page) -> str:
    """The words of the page's main part."""
    return page.inner_text("main")


def press(page: Page, name: str, *, inside: str = "main") -> None:
    """Press a button and wait for the page that follows."""
    page.locator(inside).get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def take_step(
    page: Page,
    code: str,
    *,
    note: str = "",
    files: Sequence[Path] = (),
    given: Mapping[str, Any] | None = None,
) -> None:
    """Take the case along an arrow on its page, with what the arrow asks for."""
    if note:
        page.fill("#step-note", note)
    if files:
        page.set_input_files("#step-evidence", list(files))
    give(page.locator("#step"), given or {})
    page.locator(f"#step button[name=transition][value={code}]").click()
    page.wait_for_load_state()
    faults = page.locator("#error-summary")
    assert faults.count() == 0, faults.inner_text()


def give(form: Any, given: Mapping[str, Any]) -> None:
    """Fill the boxes of named evidence: a file, words, or the value of a choice to tick."""
    for code, value in given.items():
        box = form.locator(f"[name='given-{code}']")
        if isinstance(value, Path):
            box.set_input_files(value)
        elif box.first.get_attribute("type") in ("checkbox", "radio"):
            form.locator(f"[name='given-{code}'][value='{value}']").check()
        elif box.first.evaluate("box => box.tagName") == "SELECT":
            box.select_option(str(value))
        else:
            box.fill(str(value))


def give_seats(page: Page, base: str, body: str, seats: Sequence[tuple[str, str]], from_on: str) -> None:
    """Give the seats of a body: (seat, name) each."""
    for seat, name in seats:
        page.goto(f"{base}/desk/bodies/{body}/")
        form = page.locator(f"form[action$='/desk/bodies/{body}/seats/']")
        form.locator("xpath=ancestor::details").locator("summary").click()
        form.locator("[name=seat]").select_option(seat)
        form.locator("[name=name]").fill(name)
        form.locator("[name=from_on]").fill(from_on)
        form.locator("button[type=submit]").click()
        page.wait_for_load_state()
        assert name in main(page)


def end_seat(page: Page, base: str, body: str, name: str, to_on: str) -> None:
    """End somebody's time in a body."""
    page.goto(f"{base}/desk/bodies/{body}/")
    row = page.locator("#members tbody tr", has_text=name)
    row.locator("summary").click()
    row.locator("[name=to_on]").fill(to_on)
    row.locator("button[type=submit]").click()
    page.wait_for_load_state()


def call(page: Page, base: str, body: str, day: str, clock: str) -> str:
    """Call a session; gives its address."""
    page.goto(f"{base}/desk/bodies/{body}/")
    form = page.locator(f"form[action$='/desk/bodies/{body}/call/']")
    form.locator("xpath=ancestor::details").locator("summary").click()
    form.locator("[name=day]").fill(day)
    form.locator("[name=clock]").fill(clock)
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()
    if "/desk/sessions/" not in page.url:
        page.locator("#sessions tbody a").first.click()
        page.wait_for_load_state()
    return page.url


def put_before(page: Page, case: str, session: str, option: str) -> None:
    """Put a case before a session from the case's page, with what is proposed."""
    number = re.findall(r"/sessions/(\d+)/", session)[0]
    page.goto(case)
    page.locator("#agenda-choice").select_option(f"{number}:{option}")
    page.locator("#bodies form button").click()
    page.wait_for_load_state()


def write_room(page: Page, session: str, names: Sequence[str]) -> None:
    """Write down who is in the room; the first presides."""
    page.goto(session)
    rows = page.locator("#room tbody tr")
    for row in rows.all():
        inside = any(name in row.inner_text() for name in names)
        row.locator("[name=present]").set_checked(inside)
        if names[0] in row.inner_text():
            row.locator("[name=presiding]").check()
    page.locator("#room form button[type=submit]").click()
    page.wait_for_load_state()


def turn(page: Page, session: str, act: str) -> None:
    """Open or close a session."""
    page.goto(session)
    page.locator(f"button[name=act][value={act}]").click()
    page.wait_for_load_state()


def vote(page: Page, session: str, case_code: str, votes: Mapping[str, tuple[str, str]]) -> None:
    """Write the votes on a case down and count them; (choice, why) by name."""
    page.goto(session)
    page.locator("#agenda tbody tr", has_text=case_code).locator("a").first.click()
    page.wait_for_load_state()
    for name, (choice, why) in votes.items():
        ballot = page.locator("fieldset.ballot", has_text=name)
        ballot.locator(f"input[type=radio][value={choice}]").check()
        if why:
            ballot.locator("input[name^=opinion-]").fill(why)
    page.locator("form[action$='/votes/'] button[type=submit]").click()
    page.wait_for_load_state()
    if page.locator("#error-summary").count():
        return
    page.locator("button[name=act][value=count]").click()
    page.wait_for_load_state()


def sign(page: Page, text: str, paper: Path, given: Mapping[str, Any] | None = None) -> None:
    """Sign the counted decision with its words and the signed paper."""
    page.fill("#text", text)
    give(page.locator("#sign"), given or {})
    page.set_input_files("#evidence", paper)
    page.locator("form[action$='/sign/'] button[type=submit]").click()
    page.wait_for_load_state()
