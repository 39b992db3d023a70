"""A citizen speaks about a parcel on a small phone, without the map; an officer answers; all can read it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from tools import browsing

pytestmark = [pytest.mark.alone, pytest.mark.slow]
PHONE_SIZE = (360, 740)
OPEN = """
from datetime import timedelta
from django.utils import timezone
import shapely
from meydan.domains.participation.public import add_section, open_hearing, publish_consultation
now = timezone.now()
held = open_hearing(code="yeni-park", names={"tr": "Yeni park"}, opens_at=now - timedelta(days=1),
                    closes_at=now + timedelta(days=20), area=shapely.box(39.47, 40.45, 39.48, 40.46))
add_section(consultation=held, names={"tr": "Oyun alanı"})
publish_consultation(consultation=held, actor=None, now=now)
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home, port = tmp_path_factory.mktemp("hearing") / "home", browsing.free_port()
    browsing.meydan(home, "init", "--pack", "tr/gumushane", "--demo", "--port", str(port))
    browsing.meydan(home, "load")
    browsing.meydan(home, "shell", "--verbosity", "0", "-c", OPEN)
    with browsing.served(home, port) as base:
        yield base


@pytest.mark.browser
@pytest.mark.usefixtures("needs_chromium")
def test_a_word_about_a_parcel_becomes_an_answer_everybody_reads(served: str) -> None:
    with browsing.chromium(PHONE_SIZE) as browser:
        page = browser.new_page()
        # The map never comes: its library is held back, and the page must do without.
        page.route("**/maplibre*", lambda route: route.abort())
        page.goto(f"{served}/consultations/?lang=tr")
        page.get_by_role("link", name="Yeni park").click()
        page.get_by_role("link", name="Düşüncenizi söyleyin", exact=True).click()
        page.get_by_role("button", name="Gönder").click()
        assert "Düşüncenizi yazın." in page.inner_text("main")
        page.select_option("[name=section]", "1")
        page.fill("[name=words]", "Salıncaklar gölgede olsun, tel 0532 111 22 33")
        page.fill("[name=parcel_block]", "112")
        page.fill("[name=parcel_parcel]", "4")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE_SIZE[0]
        page.get_by_role("button", name="Gönder").click()
        page.wait_for_url(re.compile("/consultations/opinion/"))
        mine = page.url
        assert "Ada 112, Parsel 4" in page.inner_text("main")
        page.goto(f"{served}/consultations/yeni-park/")
        assert "Salıncaklar" not in page.inner_text("main")

        browsing.sign_in(page, served, "administrator")
        page.goto(f"{served}/desk/consultations/yeni-park/opinions/1/")
        assert "0532 111 22 33" in page.inner_text("#words")
        assert "0532" not in page.input_value("[name=public_words]")
        page.get_by_role("button", name="Göster", exact=True).click()
        page.goto(f"{served}/desk/consultations/yeni-park/answer/?opinion=1")
        page.fill("[name=gist]", "Gölgeli oyun alanı")
        page.check("[name=outcome][value=accepted]")
        page.fill("[name=reason]", "Çınarlar güney kenara dikilecek.")
        page.get_by_role("button", name="Yanıtı yayımla").click()
        page.wait_for_url(re.compile("/desk/consultations/yeni-park/$"))

    with browsing.chromium(PHONE_SIZE) as browser:
        page = browser.new_page()
        page.goto(mine)
        assert "Çınarlar" in page.inner_text("main")
        page.goto(f"{served}/consultations/yeni-park/answers/")
        words = page.inner_text("main")
        for told in ("Gölgeli oyun alanı", "Kabul edildi", "Salıncaklar gölgede olsun", "Ada 112, Parsel 4"):
            assert told in words
        assert "0532" not in words
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE_SIZE[0]
