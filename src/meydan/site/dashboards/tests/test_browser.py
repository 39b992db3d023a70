"""A real browser: another site frames what was opened and nothing else, and the pages are open to everybody."""

from __future__ import annotations

import contextlib
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone
from tools import browsing

from meydan.base.people.tests.factories import staff
from meydan.kernel.observations.tests.factories import rule
from meydan.site.dashboards.tests.factories import dashboard, measured, panel

ROOT = Path(__file__).resolve().parents[5]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
BUILT = ROOT / "src" / "meydan" / "base" / "ui" / "static" / "ui" / "built" / "dashboards-refresh.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not browsing.CHROMIUM.is_file(), reason="no chromium"),
    pytest.mark.skipif(
        not (AXE.is_file() and BUILT.is_file()), reason="the front end is not built; run make setup"
    ),
]
PANELS = (
    panel("chart", property="pm2_5", span="24h"), panel("gauge", property="pm2_5", width="small"),
    panel("small_multiples", property="pm2_5", span="24h"), panel("table", kind="air"), panel("text", en="# Hello"),
)  # fmt: skip


@pytest.fixture
def page(monkeypatch, pack):
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    pack("tr/gumushane")
    cache.clear()
    with browsing.chromium() as context:
        yield context.new_page()
    cache.clear()
    assert os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture
def opened():
    now = timezone.now()
    rule(measured(now, hours=10))
    dashboard("air", *PANELS, now=now, is_embeddable=True)
    dashboard("closed", *PANELS, now=now)


@contextlib.contextmanager
def another_site(body: str) -> Iterator[str]:
    """A page of another origin, really served: browsers treat made-up ones with more suspicion."""

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *words: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def framed(page, address: str) -> str:
    """The heading that another site sees in its frame; empty when the browser refused to show it."""
    body = f'<!doctype html><title>Another site</title><iframe src="{address}" width="600" height="500"></iframe>'
    with another_site(body) as site:
        page.goto(site)
        page.wait_for_load_state("networkidle")
    frame = page.frames[-1]
    found = frame.query_selector("h1") if frame.url == address else None
    return found.inner_text() if found else ""


def test_another_site_frames_what_was_opened_and_nothing_else(page, live_server, opened):
    assert framed(page, f"{live_server.url}/embed/dashboards/air/?lang=fa") == "air fa"
    assert page.frames[-1].evaluate("document.documentElement.dir") == "rtl"
    assert page.context.cookies() == []
    for address in ("/dashboards/air/", "/embed/dashboards/closed/", "/dashboards/closed/"):
        assert framed(page, live_server.url + address) == "", address


def test_a_frame_renews_itself_but_not_under_a_readers_eyes(page, live_server, opened):
    page.clock.install()
    page.goto(f"{live_server.url}/embed/dashboards/air/?lang=en")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("document.querySelector('h1').textContent = 'old'")
    page.locator("details.more summary").first.click()
    page.clock.run_for(301_000)
    assert page.inner_text("h1") == "old"
    page.evaluate(
        "document.querySelectorAll('details[open]').forEach(one => one.open = false); document.activeElement.blur()"
    )
    page.clock.run_for(301_000)
    page.locator("h1", has_text="air en").wait_for()
    assert {url.split("?")[0] for url in asked} == {f"{live_server.url}/embed/dashboards/air/"}


@pytest.mark.parametrize("language", browsing.LANGUAGES)
def test_nothing_stands_in_anybodys_way(page, live_server, client, settings, opened, language: str):
    client.force_login(staff("administrator"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    seen = browsing.guard(page, live_server.url)
    faults: list[str] = []
    for address in ("/dashboards/", "/dashboards/air/", "/embed/dashboards/air/", "/desk/dashboards/",
                    "/desk/dashboards/air/", "/desk/dashboards/air/edit", "/desk/dashboards/air/remove"):  # fmt: skip
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"{live_server.url}{address}?lang={language}")
            beyond = page.evaluate("document.documentElement.scrollWidth")
            assert beyond <= width, f"{address} is {beyond} px wide on {width}"
        if address.endswith("edit"):
            page.locator("button[value='open:0']").click()
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("rules => axe.run(document, rules)", RULES)
        faults += [
            f"{address}: {one['id']} {[n['target'] for n in one['nodes'][:3]]}" for one in found["violations"]
        ]
    assert faults == []
    assert seen == {"elsewhere": [], "errors": []}
