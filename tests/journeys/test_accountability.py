"""A citizen without a mouse: from the front page to unit, lateness and money of a promise in three steps."""

from __future__ import annotations

import pytest
from tools import browsing

pytestmark = [pytest.mark.browser, pytest.mark.alone, pytest.mark.usefixtures("needs_chromium")]
MOST_TABS = 120
# What a person reads of a promise, in the language of the city.
WORDS = {
    "tr": ("Birim", "Ne kadar gecikti", "Para", "gün gecikti", "₺"),
    "fa": ("واحد", "چقدر دیرکرد", "پول", "روز دیرکرد", "تومان"),
}
FOCUSED = "() => document.activeElement && document.activeElement.getAttribute('href') || ''"


def press_on(page, wanted):
    """Move with the Tab key until a link whose address fits is focused, then press Enter."""
    for _tab in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted(page.evaluate(FOCUSED)):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"no link was reached with {MOST_TABS} presses of Tab on {page.url}")


@pytest.mark.parametrize("language", ["tr", "fa"])
def test_which_unit_how_late_and_how_much_money_is_reached_within_three_steps_by_keyboard_alone(
    cities, language
):
    with browsing.chromium() as context:
        page = context.new_page()
        page.goto(f"{cities[language]}/?lang={language}")
        press_on(page, lambda href: href == "/plan/")
        press_on(page, lambda href: href == "/plan/tracker/")
        shown = page.inner_text("main")
        for word in WORDS[language]:
            assert word in shown, word
        press_on(page, lambda href: href.startswith("/plan/action/") and "#" not in href)
        shown = page.inner_text("main")
        for word in (WORDS[language][0], WORDS[language][4]):
            assert word in shown, word
