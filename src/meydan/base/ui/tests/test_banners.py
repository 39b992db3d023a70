"""What is in force stands above every page, and rooms say it by registering."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from meydan.base.ui import registry
from meydan.base.ui.public import Banner, register_banner

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Iterator[list[Banner]]:
    lines: list[Banner] = []

    def source() -> list[Banner]:
        return lines

    register_banner(source)
    yield lines
    registry._banner_sources.remove(source)


def test_a_line_stands_above_every_page_with_its_word_and_its_way_on(
    client: Client, told: list[Banner]
) -> None:
    told.append(Banner(word="Uyarı", text="Dere taşabilir & yükseliyor", href="/warnings/gm-1/", state="bad"))
    page = client.get("/no-such-page/", {"lang": "tr"}, follow=True).content.decode()
    assert '<section class="banner banner-bad" aria-label="Uyarı">' in page
    assert '<a href="/warnings/gm-1/">Dere taşabilir &amp; yükseliyor</a>' in page
    assert page.index("banner-bad") < page.index("<main")


def test_without_anything_in_force_nothing_stands_there(client: Client, told: list[Banner]) -> None:
    assert "banner-bad" not in client.get("/no-such-page/").content.decode()


def test_the_same_source_is_asked_once(told: list[Banner]) -> None:
    source = registry._banner_sources[-1]
    register_banner(source)
    assert registry._banner_sources.count(source) == 1
