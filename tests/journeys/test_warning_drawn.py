"""An officer draws where a warning holds, in a real browser, with the keyboard alone; the text box is what is sent."""

from __future__ import annotations

from typing import Any

import pytest
from tools import browsing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.alone,
    pytest.mark.usefixtures("needs_chromium"),
]
DRAWN_WAIT_MS = 40_000
WORDS = {
    "tr": ("Çizgiyle çevir", "Haritanın ortasına nokta koy", "Çizgiyi kapat", "Daire çiz"),
    "fa": ("کشیدن محدوده", "گذاشتن نقطه در میان نقشه", "بستن محدوده", "کشیدن دایره"),
}


def pressed(page: Any, words: str) -> None:
    button = page.locator("#write-map").get_by_role("button", name=words)
    button.focus()
    page.keyboard.press("Enter")


def moved(page: Any, *keys: str) -> None:
    """The map goes on under its middle."""
    page.locator("#write-map canvas").focus()
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(700)


@pytest.mark.parametrize("language", ["tr", "fa"])
def test_an_outline_and_a_circle_are_drawn_with_the_keyboard_and_kept(
    cities: dict[str, str], language: str
) -> None:
    outline, point, close, circle = WORDS[language]
    with browsing.chromium(browsing.PHONE) as context:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        browsing.sign_in(page, cities[language], "clerk")
        page.goto(f"{cities[language]}/desk/warnings/write/?lang={language}")
        page.locator("#write-map").scroll_into_view_if_needed()
        page.wait_for_selector("#write-map[data-ready]", timeout=DRAWN_WAIT_MS)
        pressed(page, outline)
        for keys in ((), ("ArrowRight",), ("ArrowDown",)):
            moved(page, *keys)
            pressed(page, point)
        pressed(page, close)
        pressed(page, circle)
        pressed(page, point)
        moved(page, "ArrowUp")
        pressed(page, point)
        lines = page.locator("#id_coordinates").input_value().split("\n")
        assert [len(line.split(" ")) for line in lines] == [3, 2]
        page.locator("main form[data-once] button[type=submit]").last.click()
        page.wait_for_load_state()
        assert "/review" in page.url or page.locator("#where").count()
        assert page.locator("#review-map-items").count() == 1
        assert not faults
