"""A browser opens one page of every kind, in three languages, on a phone and on a desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools import browsing

pytestmark = [pytest.mark.browser, pytest.mark.alone, pytest.mark.usefixtures("needs_chromium")]
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}

WALKED: dict[tuple[str, str], list[str]] = {}  # a walk is long, and leads to the same pages in every language
START = {"public": ("/",), "staff": ("/desk/", ("/desk/", "/accounts/"))}


def audit(page, path):
    """What axe finds wrong, as readable lines."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [
        f"{path}: {fault['id']} ({fault['help']}) {[node['target'] for node in fault['nodes'][:3]]}"
        for fault in found["violations"]
    ]


@pytest.mark.parametrize("language", browsing.LANGUAGES)
@pytest.mark.parametrize("audience", ["public", "staff"])
def test_every_page_is_open_to_everybody(cities, language, audience):
    base = cities["fa" if language == "fa" else "tr"]
    faults, overflow, untitled = [], [], set()
    with browsing.chromium() as context:
        page = context.new_page()
        seen = browsing.guard(page, base)
        page.goto(f"{base}/?lang={language}")
        if audience == "staff":
            browsing.sign_in(page, base, "administrator")
        if (base, audience) not in WALKED:
            WALKED[base, audience] = browsing.walk(page, base, *START[audience])
        paths = WALKED[base, audience]
        assert len(paths) >= (12 if audience == "public" else 8), paths
        for path in paths:
            page.set_viewport_size({"width": browsing.DESK[0], "height": browsing.DESK[1]})
            page.goto(base + path)
            faults += audit(page, path)
            lang, direction, heading = page.evaluate(
                "[document.documentElement.lang, document.documentElement.dir, document.querySelectorAll('h1').length]"
            )
            assert (lang, direction) == (language, "rtl" if language == "fa" else "ltr"), path
            if heading != 1:
                untitled.add(path)
            page.set_viewport_size({"width": browsing.PHONE[0], "height": browsing.PHONE[1]})
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > browsing.PHONE[0]:
                overflow.append(f"{path}: {width} px wide on a phone of {browsing.PHONE[0]}")
    assert faults == []
    assert overflow == []
    assert untitled == set(), "a page has one heading of the first rank"
    assert seen["elsewhere"] == []
    assert seen["errors"] == []


def test_khoy_opens_in_persian_from_right_to_left(cities):
    with browsing.chromium() as context:
        page = context.new_page()
        page.goto(cities["fa"])
        assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["fa", "rtl"]
        assert "امروز در خوی چه لازم دارید؟" in page.inner_text("h1")


def test_cookies_of_two_homes_do_not_meet(cities):
    with browsing.chromium() as context:
        page = context.new_page()
        browsing.sign_in(page, cities["tr"], "clerk")
        browsing.sign_in(page, cities["fa"], "mayor")
        page.goto(cities["tr"] + "/desk/")
        assert "/accounts/login" not in page.url
        names = {cookie["name"] for cookie in context.cookies()}
        assert len({name for name in names if name.endswith("_session")}) == 2
