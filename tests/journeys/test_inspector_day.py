"""An inspector in Khoy goes round without the network: every visit waits on the phone and arrives once."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from tools import browsing

from tests.journeys.test_form_on_the_spot import audit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.alone,
    pytest.mark.slow,
    pytest.mark.usefixtures("needs_chromium"),
]
# Three open inspections of the demo's inspector, made through the operations that the desk uses.
GIVE = """
from django.utils import timezone
from meydan.base.people.demo import demo_account
from meydan.kernel.cases.public import assign, open_case, service
now = timezone.now()
who = demo_account(role="inspector", now=now)
for address, lon in (("خیابان امام ۱۲", 44.95), ("کوچهٔ بهار ۳", 44.96), ("میدان مطهری", 44.97)):
    made = open_case(service=service("inspection"), now=now, address=address, lon=lon, lat=38.55)
    assign(case_id=made.pk, assignee=who, actor=None, now=now)
    print(made.pk, made.code)
"""
FOUND = "پیاده‌رو بسته است و مصالح روی آن ریخته‌اند."


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A Persian home with three visits given to its inspector, really served."""
    home, port = tmp_path_factory.mktemp("rounds") / "home", browsing.free_port()
    browsing.meydan(home, "init", "--pack", "ir/khoy", "--demo", "--port", str(port))
    browsing.meydan(home, "load")
    browsing.meydan(home, "shell", "-c", GIVE)
    with browsing.served(home, port) as base:
        yield home, base


def rows(home: Path, question: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(home / "meydan.sqlite3") as base:
        return list(base.execute(question))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo that says which camera took it."""
    exif, path = Image.Exif(), tmp_path / "spot.jpg"
    exif[0x010F] = "Telefon 3000"
    Image.new("RGB", (320, 240), "grey").save(path, "JPEG", exif=exif)
    return path


def write(page: browsing.Page, photo: Path, words: str) -> None:
    page.locator("#visit-note").fill(words)
    page.locator("#visit-photos").set_input_files(photo)
    page.locator("[data-gps]").click()
    page.locator("#spot-lat[value]").wait_for(state="attached")
    page.locator("input[name=step][value=visit]").check()
    page.locator("form[data-field] .buttons button").click()
    page.locator("[data-waiting] li").wait_for()


def come_back(page: browsing.Page) -> None:
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator("[data-done] li").wait_for(timeout=90_000)


def test_a_round_without_the_network_arrives_once_and_the_officer_reads_it(
    city: tuple[Path, str], photo: Path
) -> None:
    home, base = city
    with browsing.chromium(browsing.PHONE) as context:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        context.grant_permissions(["geolocation"])
        context.set_geolocation({"latitude": 38.5503, "longitude": 44.9502})
        page.goto(f"{base}/?lang=fa")
        browsing.sign_in(page, base, "inspector")
        page.goto(f"{base}/field/")
        assert page.locator("a[data-keep]").count() == 3
        page.locator("html[data-at-hand]").wait_for(state="attached", timeout=90_000)

        context.set_offline(True)
        page.goto(f"{base}/field/")
        page.locator("a[data-keep]").first.click()
        page.locator("#visit-note").fill(FOUND)
        # Words half written outlive a page that is killed.
        page.close()
        page = context.new_page()
        page.goto(f"{base}/field/")
        page.locator("a[data-keep]").first.click()
        assert page.locator("#visit-note").input_value() == FOUND
        write(page, photo, FOUND)
        page.close()
        assert rows(home, "SELECT COUNT(*) FROM cases_visit") == [(0,)]

        page = context.new_page()
        page.goto(f"{base}/field/")
        page.locator("[data-waiting] li").wait_for()
        come_back(page)
        assert page.locator("[data-waiting] li").count() == 0
        page.reload()
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_timeout(1000)
        kept = rows(home, "SELECT kept_because, lat, lon FROM cases_visit")
        assert kept == [("", 38.5503, 44.9502)]
        assert rows(home, "SELECT COUNT(*) FROM cases_case WHERE state='visited'") == [(1,)]

        [(case,)] = rows(home, "SELECT case_id FROM cases_visit")
        page.goto(f"{base}/accounts/login/")
        context.clear_cookies()
        browsing.sign_in(page, base, "manager")
        page.goto(f"{base}/desk/cases/{case}/?lang=fa")
        assert FOUND in page.inner_text("body")
        assert page.locator("#papers img").count() == 1
        assert faults == []
    [(sha,)] = rows(home, "SELECT sha256 FROM cases_document")
    with Image.open(home / "media" / "cases" / str(sha)[:2] / str(sha)) as drawn:
        assert dict(drawn.getexif()) == {}


def test_a_case_that_changed_meanwhile_answers_clearly_and_loses_nothing(
    city: tuple[Path, str], photo: Path
) -> None:
    home, base = city
    with browsing.chromium(browsing.PHONE) as context:
        page = context.new_page()
        context.grant_permissions(["geolocation"])
        context.set_geolocation({"latitude": 38.55, "longitude": 44.96})
        page.goto(f"{base}/?lang=fa")
        browsing.sign_in(page, base, "inspector")
        page.goto(f"{base}/field/")
        page.locator("html[data-at-hand]").wait_for(state="attached", timeout=90_000)
        context.set_offline(True)
        page.locator("li", has_not_text="امروز بازدید شد").locator("a[data-keep]").first.click()
        write(page, photo, "دیوار ترک دارد")
        change = (
            "from django.utils import timezone\n"
            "from meydan.kernel.cases.public import Case, assign\n"
            f"case = Case.objects.get(pk={page.url.rstrip('/').split('/')[-2]})\n"
            "assign(case_id=case.pk, assignee=None, actor=None, now=timezone.now())\n"
        )
        other = threading.Thread(target=browsing.meydan, args=(home, "shell", "-c", change))
        other.start()
        other.join()
        come_back(page)
        assert "گام برداشته نشد" in page.inner_text("[data-done]")
        page.locator("[data-done] a").click()
        assert "دیوار ترک دارد" in page.inner_text("body")
    assert ("changed",) in rows(home, "SELECT kept_because FROM cases_visit")


@pytest.mark.parametrize("language", browsing.LANGUAGES)
def test_the_pages_of_a_round_are_open_to_everybody(city: tuple[Path, str], language: str) -> None:
    _home, base = city
    faults: list[str] = []
    for size in (browsing.PHONE, browsing.DESK):
        with browsing.chromium(size) as context:
            page = context.new_page()
            page.goto(f"{base}/?lang={language}")
            browsing.sign_in(page, base, "inspector")
            page.goto(f"{base}/field/")
            first = page.locator("a[data-keep]").first.get_attribute("href")
            for path in ("/field/", "/field/?order=way", first or ""):
                page.goto(base + path)
                faults += audit(page, f"{path} {size[0]} px")
    assert faults == []
