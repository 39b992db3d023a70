"""An inspector fills a form in where there is no network; it waits on the phone and arrives once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from tools import browsing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.alone,
    pytest.mark.slow,
    pytest.mark.usefixtures("needs_chromium"),
]
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A Turkish home with the forms of its pack, really served."""
    home, port = tmp_path_factory.mktemp("spot") / "home", browsing.free_port()
    browsing.meydan(home, "init", "--pack", "tr/gumushane", "--demo", "--port", str(port))
    browsing.meydan(home, "load")
    with browsing.served(home, port) as base:
        yield home, base


def cases(home: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(home / "meydan.sqlite3") as base:
        return list(base.execute("SELECT code, source FROM cases_case ORDER BY id"))


def test_a_form_waits_without_the_network_and_arrives_once(city: tuple[Path, str]) -> None:
    home, base = city
    with browsing.chromium(browsing.PHONE) as context:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        context.grant_permissions(["geolocation"])
        context.set_geolocation({"latitude": 40.46, "longitude": 39.48})
        browsing.sign_in(page, base, "inspector")
        page.goto(f"{base}/field/service/road_closure/")
        page.locator("html[data-at-hand]").wait_for(state="attached", timeout=90_000)

        context.set_offline(True)
        page.goto(f"{base}/field/service/road_closure/")
        assert page.locator("[data-asked=trench_length_m]").is_hidden()
        page.locator("input[name=has_digging][value=yes]").check()
        assert page.locator("[data-asked=trench_length_m]").is_visible()
        page.locator("input[name=has_digging][value=no]").check()
        page.locator("input[name=purpose][value=water]").check()
        page.locator("[data-gps]").click()
        page.locator("#id_place__lon").wait_for(state="attached")
        page.locator("#id_place__words").fill("Cumhuriyet Caddesi 12")
        page.locator("#id_starts_on").fill("01.12.2026")
        page.locator("#id_days_count").fill("۲")
        page.locator("input[name=closure][value=none]").check()
        page.locator("#id_applicant_name").fill("Zeynep Kuşoğlu")
        page.locator("#id_applicant_phone").fill("0532 123 45 67")
        page.locator("#id_signature__name").fill("Z. Kuşoğlu")
        page.locator("#id_signature__consent").check()
        draw(page)
        page.locator("form[data-field] .buttons button").click()
        page.locator("[data-waiting] li").wait_for()
        assert cases(home) == []

        page.reload()
        assert page.locator("[data-waiting] li").count() == 1
        context.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.locator("[data-done] li").wait_for(timeout=90_000)
        assert page.locator("[data-waiting] li").count() == 0
        assert [source for _code, source in cases(home)] == ["staff"]
        page.reload()
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_timeout(1500)
        assert len(cases(home)) == 1
        assert faults == []


def draw(page: browsing.Page) -> None:
    """Draw a line with the finger; it becomes a picture in the file box."""
    canvas = page.locator("[data-asked=sketch] canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 80, steps=5)
    page.mouse.up()
    assert page.evaluate("document.getElementById('id_sketch').files.length") == 1


@pytest.mark.parametrize("language", browsing.LANGUAGES)
def test_the_pages_of_a_form_are_open_to_everybody(city: tuple[Path, str], language: str) -> None:
    _home, base = city
    faults: list[str] = []
    with browsing.chromium(browsing.PHONE) as context:
        page = context.new_page()
        page.goto(f"{base}/services/building_permit/apply/?lang={language}")
        page.locator("form[data-once] button").last.click()
        page.wait_for_load_state()
        tasks = page.url
        for path in (
            "",
            "page/applicant_kind/",
            "page/parcel/",
            "page/place/",
            "page/size/",
            "page/signature/",
            "check/",
        ):
            page.goto(tasks + path)
            faults += audit(page, path)
        page.goto(f"{tasks}page/parcel/")
        page.locator("form.narrow .buttons button").click()
        page.locator("#error-summary").wait_for()
        assert page.evaluate("document.activeElement.id") == "error-summary"
        assert page.locator("#error-summary li").count() == 2
        faults += audit(page, "faults")
    assert faults == []


def audit(page: browsing.Page, path: str) -> list[str]:
    """What axe finds wrong, and what stands beyond the edge of a phone."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    said = [
        f"{path}: {one['id']} {[node['target'] for node in one['nodes'][:3]]}" for one in found["violations"]
    ]
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*said, f"{path}: {over} px beyond the edge"] if over else said
