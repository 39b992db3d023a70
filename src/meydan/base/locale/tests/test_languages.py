"""The language of a request and the switch."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as house
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.translation import get_language, gettext_noop

from meydan.base.locale.middleware import LanguageMiddleware
from meydan.base.locale.public import direction, text

WORD = gettext_noop("just now")


@pytest.fixture
def city(settings):
    settings.LANGUAGE_CODE = "tr"
    settings.CITY_ZONE = ZoneInfo("Asia/Tehran")
    return settings


def answer(path="/", cookie=None, kind="text/html", **headers):
    request = RequestFactory().get(path, **headers)
    if cookie:
        request.COOKIES[house.LANGUAGE_COOKIE_NAME] = cookie
    return LanguageMiddleware(
        lambda r: HttpResponse(f"{get_language()} {timezone.get_current_timezone_name()}", content_type=kind)
    )(request)


@pytest.mark.parametrize(
    ("path", "cookie", "language"),
    [
        ("/", None, "tr"),
        ("/", "fa", "fa"),
        ("/?lang=en", "fa", "en"),
        ("/?lang=xx", "fa", "fa"),
        ("/?lang=xx", "../../etc", "tr"),
        ("/?lang=", None, "tr"),
    ],
)
def test_the_query_beats_the_cookie_and_the_cookie_beats_the_city(city, path, cookie, language):
    response = answer(path, cookie, HTTP_ACCEPT_LANGUAGE="fa,en;q=0.8")
    assert response.content.decode() == f"{language} Asia/Tehran"
    assert response["Content-Language"] == language


def test_the_browser_s_own_language_is_not_asked(city):
    assert answer(HTTP_ACCEPT_LANGUAGE="fa").content.startswith(b"tr")


def test_a_language_named_in_the_address_is_remembered_once(city):
    assert answer("/?lang=fa").cookies[house.LANGUAGE_COOKIE_NAME].value == "fa"
    assert not answer("/?lang=fa", cookie="fa").cookies
    assert not answer("/").cookies


def test_pages_vary_by_cookie_and_pictures_do_not(city):
    assert answer()["Vary"] == "Cookie"
    assert not answer(kind="image/png").has_header("Vary")
    assert not answer(kind="application/vnd.mapbox-vector-tile").has_header("Vary")


def test_a_request_leaves_no_language_behind(city):
    before = get_language()
    answer("/?lang=fa")
    assert get_language() == before


def test_a_streamed_page_is_written_in_the_language_of_its_request(city):
    def body():
        yield get_language()

    stream = LanguageMiddleware(lambda r: StreamingHttpResponse(body()))
    assert b"".join(stream(RequestFactory().get("/?lang=fa"))) == b"fa"


@pytest.mark.parametrize("code", ["tr", "fa", "en"])
def test_the_switch_remembers_the_language_and_goes_back(code):
    response = Client().get(f"/language/{code}/", {"next": "/guide/?q=eczane&lang=en"})
    assert response.status_code == 302
    assert response["Location"] == "/guide/?q=eczane"
    cookie = response.cookies[house.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["samesite"], bool(cookie["httponly"])) == (code, "Lax", True)


def test_the_switch_goes_back_to_the_page_before_where_no_other_is_named():
    response = Client().get("/language/fa/", HTTP_REFERER="http://testserver/air/?d=1")
    assert response["Location"] == "/air/?d=1"


def test_the_switch_also_works_as_a_form():
    response = Client().post("/language/fa/", {"next": "/plan/"})
    assert response["Location"] == "/plan/"


def test_words_of_any_script_in_the_address_come_back_whole():
    response = Client().get("/language/tr/", {"next": "/search/?q=خوی&lang=fa"})
    assert response["Location"] == "/search/?q=%D8%AE%D9%88%DB%8C"


@pytest.mark.parametrize(
    "trap",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "///elsewhere.example",
        "/\\elsewhere.example",
        "http:///elsewhere.example",
        "javascript:alert(1)",
        "\\\\elsewhere.example",
        "https:elsewhere.example",
        " //elsewhere.example",
        "http://testserver@elsewhere.example/",
        "http://testserver//elsewhere.example",
        "/\t/elsewhere.example",
    ],
)
def test_the_switch_never_leads_to_another_site(trap):
    for response in (
        Client().get("/language/fa/", {"next": trap}),
        Client().get("/language/fa/", HTTP_REFERER=trap),
    ):
        goal = response["Location"]
        assert goal.startswith("/")
        assert not goal.startswith(("//", "/\\"))


def test_an_address_of_another_site_is_not_followed_even_here():
    response = Client().get("/language/fa/", {"next": "https://elsewhere.example/plan/"})
    assert response["Location"] == "/"


def test_a_language_nobody_speaks_here_is_not_found():
    assert Client().get("/language/xx/").status_code == 404


def test_a_name_falls_back_to_english_then_turkish_then_persian_then_any():
    assert text({"tr": "a", "fa": "b", "en": "c"}, "fa") == "b"
    assert text({"tr": "a", "en": "c"}, "fa") == "c"
    assert text({"tr": "a", "fa": ""}, "fa") == "a"
    assert text({"fa": "b"}, "tr") == "b"
    assert text({"az": "d"}, "tr") == "d"
    assert text("Meydan", "fa") == "Meydan"
    assert text({}, "fa") == ""


def test_persian_runs_from_the_right():
    assert [direction(code) for code in ("tr", "fa", "en")] == ["ltr", "rtl", "ltr"]
