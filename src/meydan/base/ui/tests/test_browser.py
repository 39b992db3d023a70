"""A real browser opens every part: no breach of the security policy, no fault for axe, nothing beyond the edge."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).resolve().parents[5]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = os.environ.get("MEYDAN_CHROMIUM") or shutil.which("chromium") or ""
ARGUMENTS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]  # fmt: skip
# Told by the page itself, for a breach of the policy shows in no status code.
LISTEN = """
window.breaches = [];
document.addEventListener("securitypolicyviolation", e =>
    window.breaches.push(e.violatedDirective + " " + e.blockedURI));
"""
BEYOND_THE_EDGE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM, reason="no chromium; install it or name it in MEYDAN_CHROMIUM"),
    pytest.mark.skipif(not AXE.is_file(), reason="the front end is not built; run make setup"),
]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=CHROMIUM, headless=True, args=ARGUMENTS, reduced_motion="reduce"
        )
        context.add_init_script(LISTEN)
        yield context
        context.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def guide(browser, live_server, settings):
    settings.MEYDAN_DEMO = True
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))

    def visit(language: str, width: int = 1280, path: str = "/styleguide/"):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}{path}?lang={language}")
        return page

    visit.faults = faults
    yield visit
    page.close()


def said(page, expression: str):
    # Through the debugger, for the policy rightly refuses evaluated strings.
    session = page.context.new_cdp_session(page)
    answer = session.send(
        "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
    )
    assert "exceptionDetails" not in answer, answer
    return answer["result"].get("value")


def wait_for(page, expression: str, seconds: float = 15):
    for _ in range(int(seconds * 10)):
        if said(page, expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never came true: {expression}")


@pytest.mark.parametrize("path", ["/styleguide/", "/styleguide/desk/"])
@pytest.mark.parametrize("language", ["tr", "fa", "en"])
@pytest.mark.parametrize("width", [1280, 360])
def test_every_part_passes_axe_fits_and_keeps_the_policy(guide, path, language, width):
    page = guide(language, width, path)
    found = said(
        page,
        AXE.read_text()
        + ";axe.run().then(r => JSON.stringify(r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))])))",
    )
    assert json.loads(found) == []
    assert said(page, BEYOND_THE_EDGE) <= 0
    assert said(page, "window.breaches") == []
    assert guide.faults == []


def test_nothing_is_fetched_from_elsewhere_and_no_map_before_it_is_seen(guide, live_server):
    asked: list[str] = []
    page = guide("tr")
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_timeout(500)
    assert all(url.startswith((live_server.url, "data:", "blob:")) for url in asked)
    assert not [url for url in asked if "maplibre" in url]


@pytest.mark.parametrize("language", ["tr", "fa"])
def test_the_map_comes_alive_in_view_and_keeps_the_policy(guide, language):
    if finders.find("ui/built/ui-map.js") is None:
        pytest.skip("the front end is not built; run make setup")
    page = guide(language)
    page.locator("#map").scroll_into_view_if_needed()
    wait_for(page, "document.getElementById('map').hasAttribute('data-ready')")
    assert said(page, "window.breaches") == []
    assert said(page, "document.querySelectorAll('#map .map-point').length") == 2
    # Brackets in a right-to-left page come out mirrored unless letters are drawn from left to right.
    assert said(page, "new OffscreenCanvas(1, 1).getContext('2d').direction") == "ltr"
    page.locator("#map .map-point").first.focus()
    page.keyboard.press("Enter")
    wait_for(page, "!!document.querySelector('#map .map-card a')")


def test_a_point_can_be_chosen_from_the_keyboard(guide):
    if finders.find("ui/built/ui-map.js") is None:
        pytest.skip("the front end is not built; run make setup")
    page = guide("en")
    page.locator("#pick").scroll_into_view_if_needed()
    wait_for(page, "document.getElementById('pick').hasAttribute('data-ready')")
    said(page, "document.getElementById('id_lon').value = ''")
    page.get_by_role("button", name="Use the middle of the map").focus()
    page.keyboard.press("Enter")
    wait_for(page, "document.getElementById('id_lon').value !== ''", 3)
    assert float(said(page, "document.getElementById('id_lon').value")) == pytest.approx(39.48, abs=0.01)


def test_faults_take_the_focus_and_lead_to_their_field(guide):
    page = guide("tr")
    assert said(page, "document.activeElement.id") == "error-summary"
    page.locator("#error-summary a").first.click()
    assert said(page, "document.activeElement.id") == "id_name"


def test_the_menu_of_a_phone_opens_without_script_and_closes_with_escape(guide):
    page = guide("fa", 360)
    page.locator(".menu summary").click()
    assert said(page, "document.querySelector('.menu').open") is True
    page.keyboard.press("Escape")
    assert said(page, "document.querySelector('.menu').open") is False


def test_a_persian_page_reads_from_the_right(guide):
    page = guide("fa")
    mark = said(page, "document.querySelector('.mark').getBoundingClientRect().left")
    switch = said(page, "document.querySelector('.languages').getBoundingClientRect().left")
    assert mark > 900
    assert switch < 300
    assert said(page, "getComputedStyle(document.body).fontFamily").startswith("Vazirmatn")
    turned = "getComputedStyle(document.querySelector('.icon-turns')).transform"
    assert said(page, turned).startswith("matrix(-1")


def test_the_page_stands_without_script(browser, live_server, settings):
    settings.MEYDAN_DEMO = True
    context = browser.browser.new_context(java_script_enabled=False) if browser.browser else None
    if context is None:
        page = browser.new_page()
        page.route("**/*.js*", lambda route: route.abort())
    else:
        page = context.new_page()
    page.goto(f"{live_server.url}/styleguide/?lang=en")
    assert page.locator("#map .rows li").first.is_visible()
    assert page.locator("#map .map-canvas").is_hidden()
    page.close()
