"""A frame on another site: allowed where it was opened, nowhere else, and the same for every reader."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from meydan.base.people.tests.factories import staff
from meydan.site.dashboards.operations import DashboardFacts, save
from meydan.site.dashboards.tests.factories import dashboard, measured, names, panel

pytestmark = pytest.mark.django_db
ADDRESS = "/embed/dashboards/air/"


@pytest.fixture(autouse=True)
def fresh(pack):
    pack("tr/gumushane")
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def framed():
    now = timezone.now()
    measured(now)
    return dashboard(
        "air", panel("gauge", property="pm2_5"), panel("text", en="Hello"), now=now, is_embeddable=True
    )


def ancestors(answer) -> str:
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    return policy["frame-ancestors"]


def test_only_the_frame_of_an_opened_public_dashboard_may_be_framed(client: Client, framed):
    answer = client.get(ADDRESS)
    assert ancestors(answer) == "*"
    assert "X-Frame-Options" not in answer
    # Everything else of the policy stands.
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    client.force_login(staff("administrator"))
    for address in ("/dashboards/air/", "/dashboards/", "/desk/dashboards/air/", "/desk/dashboards/air/edit"):
        strict = client.get(address)
        assert ancestors(strict) == "'none'", address
        assert strict["X-Frame-Options"] == "DENY", address


def test_what_was_not_opened_is_not_found_and_keeps_the_strict_headers(client: Client):
    now = timezone.now()
    dashboard("closed", now=now)
    dashboard("inside", visibility="staff", now=now)
    client.force_login(staff("administrator"))
    for key in ("closed", "inside", "nowhere"):
        answer = client.get(f"/embed/dashboards/{key}/")
        assert answer.status_code == 404
        assert ancestors(answer) == "'none'"
        assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_the_frame_sets_no_cookie_and_reads_none(client: Client, framed, language: str):
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "fa"
    answer = client.get(ADDRESS, {"lang": language})
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert answer["Cache-Control"] == "public, max-age=60"
    assert answer["Content-Language"] == language
    assert f'<html lang="{language}"' in answer.content.decode()
    # The site around the frame chose; the reader's own choice on our site does not turn it.
    assert '<html lang="tr"' in client.get(ADDRESS).content.decode()
    assert "sessionid" not in str(client.cookies)


def test_who_is_signed_in_does_not_change_the_frame(client: Client, framed):
    visitor = client.get(ADDRESS, {"lang": "en"}).content
    cache.clear()
    client.force_login(staff("administrator", display_name="Gülşah Işık"))
    assert client.get(ADDRESS, {"lang": "en"}).content == visitor


def test_the_frame_is_kept_until_it_changes(client: Client, framed):
    first = client.get(ADDRESS)
    assert client.get(ADDRESS, headers={"If-None-Match": first["ETag"]}).status_code == 304
    facts = DashboardFacts(names=names("New"), about={}, visibility="public", is_embeddable=True)
    save(key="air", version=1, facts=facts, actor=staff("administrator"), now=timezone.now())
    second = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert "New tr" in second.content.decode()


def test_when_it_is_closed_again_no_kept_copy_is_handed_out(client: Client, framed):
    assert client.get(ADDRESS).status_code == 200
    facts = DashboardFacts(names=names("New"), about={}, visibility="public", is_embeddable=False)
    save(key="air", version=1, facts=facts, actor=staff("administrator"), now=timezone.now())
    assert client.get(ADDRESS).status_code == 404


def test_a_frame_shows_only_what_everybody_may_see(client: Client):
    now = timezone.now()
    measured(now, thing="hidden", is_public=False)
    dashboard("air", panel("table", kind="air"), now=now, is_embeddable=True)
    client.force_login(staff("administrator"))
    assert "Karşıyaka" not in client.get(ADDRESS).content.decode()


def test_one_drawing_serves_every_frame_for_a_minute(client: Client, framed, django_assert_max_num_queries):
    client.get(ADDRESS)
    with django_assert_max_num_queries(1):
        client.get(ADDRESS)


@pytest.mark.parametrize(
    ("theme", "sheet"), [("light", "?scheme=light"), ("dark", "?scheme=dark"), ("x", '"')]
)
def test_the_other_site_chooses_day_or_night(client: Client, framed, theme: str, sheet: str):
    page = client.get(ADDRESS, {"theme": theme}).content.decode()
    assert f'href="/theme.css{sheet}' in page
    assert "x" not in page[page.index("color-scheme") :][:40] or theme != "x"


def test_the_frame_has_no_menus_no_banner_and_renews_itself_slowly(client: Client, framed):
    page = client.get(ADDRESS, {"lang": "en"}).content.decode()
    for mark in ("<nav", "<header", "<form", "csrfmiddlewaretoken", "/accounts/"):
        assert mark not in page
    assert 'data-refresh="300"' in page
    assert '<noscript><meta http-equiv="refresh" content="300"></noscript>' in page
    assert 'href="/dashboards/air/"' in page
