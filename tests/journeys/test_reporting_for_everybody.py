"""The page of reports for whoever has a cheap phone, no script, no map, no account, or no sight of the screen."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from tools import browsing

from tests.journeys.test_form_on_the_spot import audit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.alone,
    pytest.mark.slow,
    pytest.mark.usefixtures("needs_chromium"),
]
A_MINUTE_S = 60
# Thirty words a minute on a phone is slow for whoever writes every day.
TYPED_EVERY_MS = 300
PLACE = """
import shapely
from django.utils import timezone
from meydan.kernel.places.public import PlaceRow, ensure_layer, store_places
layer = ensure_layer(code="squares", names={"en": "Squares", "tr": "Meydanlar"}, geometry="point")
row = PlaceRow(key="a", names={"en": "Atatürk Square", "tr": "Atatürk Meydanı"}, geometry=shapely.Point(39.48, 40.46),
               properties={}, address="")
store_places(layer=layer, rows=[row], is_sample=False, now=timezone.now())
"""
# Everything that would be read out by itself when the page opens, beside the place of the focus.
READ_OUT = "[role=alert], [role=status], [role=log], [aria-live=polite], [aria-live=assertive]"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    home, port = tmp_path_factory.mktemp("everybody") / "home", browsing.free_port()
    browsing.meydan(home, "init", "--pack", "tr/gumushane", "--port", str(port))
    browsing.meydan(home, "load")
    browsing.meydan(home, "shell", "-c", PLACE)
    with browsing.served(home, port) as base:
        yield home, base


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo of a phone that says which phone, and where it was."""
    exif, path = Image.Exif(), tmp_path / "cukur.jpg"
    exif[0x010F] = "Telefon 3000"
    exif.get_ifd(0x8825)[2] = (40.0, 27.0, 36.0)
    Image.effect_noise((2400, 1800), 40).convert("RGB").save(path, "JPEG", exif=exif)
    return path


@contextmanager
def without_script() -> Iterator[Page]:
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=str(browsing.CHROMIUM),
            args=browsing.ARGUMENTS,
            viewport={"width": browsing.PHONE[0], "height": browsing.PHONE[1]},
            java_script_enabled=False,
        )
        yield context.new_page()
        context.close()


def kept_files(home: Path) -> list[Path]:
    return [one for one in (home / "media" / "cases").rglob("*") if one.is_file()]


def test_a_report_with_a_photo_takes_less_than_a_minute_on_a_phone_without_account_script_or_map(
    city: tuple[Path, str], photo: Path
) -> None:
    home, base = city
    with without_script() as page:
        began = time.monotonic()
        page.goto(f"{base}/report/?lang=tr")
        page.locator("details.drawer", has=page.locator("[value=road_fault]")).locator("summary").click()
        page.locator("label", has=page.locator("[value=road_fault]")).click()
        page.locator("[name=address]").press_sequentially("Kadı Sokak 3", delay=TYPED_EVERY_MS)
        page.locator("[name=description]").press_sequentially(
            "Yolda derin bir çukur var", delay=TYPED_EVERY_MS
        )
        page.set_input_files("[name=photos]", photo)
        page.get_by_role("button", name="Bildirimi gönder").click()
        page.wait_for_url(re.compile(r"/report/GM-"))
        took_s = time.monotonic() - began
        assert re.search(r"GM-[0-9A-Z]{4}-[0-9A-Z]{2}", page.inner_text("main"))
    assert took_s < A_MINUTE_S
    (kept,) = kept_files(home)
    with Image.open(kept) as drawn:
        assert dict(drawn.getexif()) == {}
    assert b"Telefon 3000" not in kept.read_bytes()


def tab_to(page: Page, wanted: str) -> None:
    """Go on with the tab key until the element of a selector has the focus; never further than the page is long."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"the tab key never comes to {wanted}")


def name_of_focus(page: Page) -> str:
    """What a screen reader says of where the focus is."""
    spoken = page.locator(":focus").aria_snapshot()
    return spoken.splitlines()[0]


def test_who_uses_a_screen_reader_reports_by_address_with_the_keyboard_alone(city: tuple[Path, str]) -> None:
    _home, base = city
    with browsing.chromium(browsing.DESK) as context:
        page = context.new_page()
        page.goto(f"{base}/report/?lang=en")
        tab_to(page, "details.drawer:has([value=road_fault]) > summary")
        page.keyboard.press("Enter")
        tab_to(page, "[name=service]")
        for _ in range(20):
            if page.evaluate("document.activeElement.value") == "road_fault":
                break
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        assert page.locator("[value=road_fault]").is_checked()
        tab_to(page, "[name=address]")
        assert "Where is it?" in name_of_focus(page)
        page.keyboard.type("ataturk square")
        # The address is looked up by a button, and what was found is a list of choices with a name of its own.
        tab_to(page, "[name=find]")
        assert "Look the address up" in name_of_focus(page)
        page.keyboard.press("Enter")
        page.locator("#found").wait_for()
        assert "Which of these is it?" in page.locator("#found").aria_snapshot()
        tab_to(page, "#found input")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Space")
        assert "Atatürk Square" in name_of_focus(page)
        tab_to(page, "[name=description]")
        assert "In your own words" in name_of_focus(page)
        page.keyboard.type("A deep hole")
        tab_to(page, "form .buttons button")
        assert "Send the report" in name_of_focus(page)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/report/GM-"))
        assert page.locator("h1").inner_text() == "We have your report"
        assert audit(page, "receipt") == []


@pytest.mark.parametrize("script", [True, False])
def test_the_list_of_mistakes_takes_the_focus_and_is_announced_once(
    city: tuple[Path, str], script: bool
) -> None:
    _home, base = city
    with browsing.chromium() if script else without_script() as opened:
        page = opened.new_page() if script else opened
        page.goto(f"{base}/report/?lang=en&service=road_fault")
        page.get_by_role("button", name="Send the report").click()
        page.locator("#error-summary").wait_for()
        summary = page.get_by_role("group", name="There is something to mend")
        assert summary.count() == 1
        said = summary.inner_text()
        assert "Where is it?" in said
        assert "In your own words" in said
        page.locator("#error-summary:focus").wait_for(timeout=5000)
        # Nothing else is read out by itself that says the same.
        assert [
            one for one in page.locator(READ_OUT).all_inner_texts() if "mend" in one or "Write" in one
        ] == []
        page.locator("#error-summary a", has_text="In your own words").click()
        if script:
            assert page.locator("[name=description]:focus").count() == 1
        assert page.url.endswith("#id_description") or script
