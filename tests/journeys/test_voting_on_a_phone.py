"""Somebody in Khoy votes on a small phone, in Persian from right to left, with nobody's help."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from tools import browsing

from tests.journeys.test_form_on_the_spot import audit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.alone,
    pytest.mark.slow,
    pytest.mark.usefixtures("needs_chromium"),
]
MAKE = """
import json
from datetime import timedelta
from django.utils import timezone
from meydan.domains.participation.public import add_project, hand_out_codes, make_budget, publish
now = timezone.now()
budget = make_budget(code="mahalle", names={"fa": "بودجهٔ محله", "tr": "Mahalle bütçesi", "en": "Budget"},
                     amount=100_000_000, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=5))
for fa, cost in (("پارک کودک", 60_000_000), ("چراغ خیابان", 50_000_000), ("مسیر دوچرخه", 40_000_000)):
    add_project(budget=budget, names={"fa": fa}, cost=cost, now=now)
publish(budget=budget, actor=None, now=now)
print("CODES", json.dumps(hand_out_codes(budget=budget, many=2, actor=None, now=now)))
"""


@pytest.fixture(scope="module")
def khoy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    home, port = tmp_path_factory.mktemp("voting") / "home", browsing.free_port()
    browsing.meydan(home, "init", "--pack", "ir/khoy", "--port", str(port))
    browsing.meydan(home, "prepare")
    told = browsing.meydan(home, "shell", "-c", MAKE)
    codes = json.loads(next(line for line in told.splitlines() if line.startswith("CODES"))[5:])
    with browsing.served(home, port) as base:
        yield base, codes


def fits(page: Page) -> None:
    """Right to left, within the screen, without a fault that axe sees."""
    direction, width = page.evaluate("[document.documentElement.dir, document.documentElement.scrollWidth]")
    assert direction == "rtl"
    assert width <= browsing.PHONE[0]
    assert audit(page, page.url) == []


def test_somebody_votes_in_persian_from_right_to_left_on_a_phone_of_360_px_without_help(
    khoy: tuple[str, list[str]],
) -> None:
    base, codes = khoy
    with browsing.chromium(browsing.PHONE) as context:
        page = context.new_page()
        seen = browsing.guard(page, base)
        # Only what stands on the page is used: each step is found by its Persian words.
        page.goto(f"{base}/?lang=fa")
        page.get_by_role("contentinfo").get_by_role("link", name="بودجه به رأی شما").click()
        fits(page)
        page.get_by_role("link", name="بودجهٔ محله").click()
        fits(page)
        page.get_by_role("link", name="رأی دهید").click()
        fits(page)
        page.get_by_label("پارک کودک").check()
        page.get_by_label("چراغ خیابان").check()
        page.get_by_role("button", name="دیدن جمع").click()
        # Too much money: the page says by how much, and nothing is lost.
        assert "۱۱٬۰۰۰٬۰۰۰" in page.locator("main").inner_text()
        assert page.get_by_label("پارک کودک").is_checked()
        fits(page)
        page.get_by_label("چراغ خیابان").uncheck()
        page.get_by_label("مسیر دوچرخه").check()
        page.get_by_role("button", name="دیدن جمع").click()
        fits(page)
        # The code as people type it: in groups and small letters.
        code = codes[0].lower()
        page.get_by_label("کد رأی شما").fill(" ".join(code[at : at + 4] for at in range(0, 16, 4)))
        page.get_by_role("button", name="انداختن رأی").click()
        assert page.get_by_role("heading", name="رأی شما در صندوق است").is_visible()
        fits(page)
        receipt = page.locator("main code").inner_text()
        page.goto(f"{base}/budgets/mahalle/receipt/?lang=fa")
        page.get_by_role("textbox").first.fill(receipt)
        page.get_by_role("button", name="جست‌وجو").last.click()
        assert page.get_by_role("status").is_visible()
        fits(page)
        # A page that says what is wrong answers 422, which a browser writes down as an error.
        assert [one for one in seen["errors"] if "422" not in one] == seen["elsewhere"] == []
