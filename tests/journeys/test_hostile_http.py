"""Requests nobody means well: hostile queries, methods, bodies and doors, on every address there is."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# What parameters of our pages are called, and a few that frameworks listen to.
NAMES = (
    "q", "bbox", "layer", "layers", "page", "after", "before", "near", "lon", "lat", "next", "lang", "code", "place",
    "service", "address", "from", "to", "on", "day", "kind", "state", "unit", "sort", "filter", "limit", "offset",
    "zoom", "z", "id", "verb", "thing", "actor", "format", "open", "theme", "goal", "show", "who", "v", "case", "clock",
    "assignee", "role", "search", "status", "index", "hours", "plan", "indicator",
)  # fmt: skip
VALUES = (
    "-1", "9" * 30, "9" * 5000, "NaN", "nan,nan,nan,nan", "inf,-inf,inf,-inf", "1,2,3", "39.4,40.4", "39,40,40,41",
    "200,100,-200,-100", "1e308,1e308", "' OR 1=1 --", "a\x00b", "../../etc/passwd", "//evil.example",
    "https://evil.example/", "javascript:alert(1)", "a\r\nSet-Cookie: x=1", "<script>alert(1)</script>", "%s%s%n",
    "۱۲۳", "²", "ا" * 3000, "2026-13-45", "9999-12-31", "0001-01-01", "1404/13/40", "NEAR(", '"', "AND OR NOT",
)  # fmt: skip
WORST = ("9" * 5000, "a\x00b", "inf,-inf,inf,-inf", "9" * 30, "9999-12-31", "-1")
PARTS = {
    "int": ("0", "1", "9" * 19, "9" * 30, "9" * 5000),
    "uuid": ("00000000-0000-4000-8000-000000000000", "x", "0" * 36, "%00"),
    "slug": ("x", "tr", "-", "9" * 300, "admin"),
    "str": ("x", "%00", "%2e%2e%2fetc", "a%0d%0aX: y", "%F0%9F%92%A9", "GM-7K2Q", "%ff%fe", "x" * 2000),
}


def patterns(found=None, before=""):
    """Every address of the city, as Django writes it, with its view."""
    for one in get_resolver().url_patterns if found is None else found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield before + str(one.pattern), one.callback


def filled(pattern, fill):
    """An address made from a pattern, each hole filled by its kind."""
    if "(?P<" in pattern:
        return "/accounts/password/reset/key/1-" + fill("str") + "/"
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda hole: fill(hole[1] or "str"), pattern)


SLOWEST_S = 5
EVERY = sorted({pattern for pattern, _view in patterns()})


@pytest.fixture
def city(db, pack, settings):
    pack("tr/gumushane")
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("load", verbosity=0)
    return Client()


def fault_of(answer, spent):
    """What is wrong with an answer to a hostile request, or nothing."""
    if answer.status_code >= 500:
        return str(answer.status_code)
    if spent > SLOWEST_S:
        return f"{spent:.1f} s"
    if any("\n" in value or "\r" in value for _name, value in answer.items()):
        return "a broken header"
    away = re.match(r"(https?:)?[/\\]{2}(?!testserver)|javascript:", answer.get("Location", ""))
    return f"sends away to {answer['Location']}" if away else ""


def ask(client, method, path, query="", **more):
    """Ask, and return what was wrong with the answer as a list of one line, or of none."""
    since = time.monotonic()
    try:
        answer = client.generic(method, path, QUERY_STRING=query, **more)
        fault = fault_of(answer, time.monotonic() - since)
        if not answer.streaming:
            fault = fault or ("a trace" if b"Traceback (most" in answer.content else "")
    except Exception as raised:
        fault = f"{type(raised).__name__}: {str(raised)[:200]}"
    return [f"{method} {path[:100]}?{query[:100]}: {fault}"] if fault else []


def hole(kind):
    """The plainest filling of a hole in an address."""
    return {"int": "1", "slug": "x", "uuid": "00000000-0000-4000-8000-000000000000"}.get(kind, "x")


def faults_over(client, addresses):
    """Ask for each address and collect what was wrong."""
    return [fault for path, query in addresses for fault in ask(client, "GET", path, query)]


def test_every_parameter_of_every_page_takes_any_value(city, administrator):
    # In most of them every parameter says something else; in the last ones all say the same.
    queries = [
        "&".join(
            f"{name}={quote(VALUES[(turn * (1 + n % 7) + n * (turn % 3)) % len(VALUES)])}"
            for n, name in enumerate(NAMES)
        )
        for turn in range(18)
    ] + ["&".join(f"{name}={quote(value)}" for name in NAMES) for value in WORST]
    public = [(filled(pattern, hole), query) for pattern in EVERY for query in queries]
    faults = faults_over(city, [one for one in public if not one[0].startswith("/desk/")])
    city.force_login(administrator)
    faults += faults_over(city, [one for one in public if one[0].startswith("/desk/")])
    assert faults == [], "\n".join(faults)


def test_every_part_of_every_address_takes_any_value(city, administrator):
    addresses = [
        (filled(pattern, lambda kind, n=n: PARTS[kind][n % len(PARTS[kind])]), "")
        for pattern in EVERY if "<" in pattern for n in range(8)
    ]  # fmt: skip
    faults = faults_over(city, addresses)
    city.force_login(administrator)
    faults += faults_over(city, [one for one in addresses if one[0].startswith("/desk/")])
    assert faults == [], "\n".join(faults)


def test_tiles_far_outside_the_world_are_refused_or_empty(city):
    numbers = ("0/0/0", "99/0/0", "14/-1/3", "14/99999999999999999999/1", "22/4194304/1", "5/1e3/2")
    layers = ("parks", "parks,streets", "nothing", ",".join(["parks"] * 500), "x' OR 1=1", "..%2f..", "*")
    for layer in layers:
        for where in numbers:
            assert ask(city, "GET", f"/tiles/{layer}/{where}.mvt") == []


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    pattern=st.sampled_from(EVERY),
    method=st.sampled_from(["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"]),
    fields=st.dictionaries(st.sampled_from(NAMES), st.text(max_size=40), max_size=6),
    language=st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=20),
)
def test_any_method_with_any_fields_is_answered(city, pattern, method, fields, language):
    body = urlencode({name: value.encode("utf-8", "replace") for name, value in fields.items()})
    more = {"HTTP_ACCEPT_LANGUAGE": language, "HTTP_HX_REQUEST": "true" if len(language) % 2 else ""}
    if method in ("POST", "PUT", "PATCH"):
        more |= {"data": body, "content_type": "application/x-www-form-urlencoded"}
    assert ask(city, method, filled(pattern, hole), body, **more) == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"x=" + b"y" * (11 * 1024 * 1024), "application/x-www-form-urlencoded"),
        ("&".join(f"f{n}=1" for n in range(3000)).encode(), "application/x-www-form-urlencoded"),
        (b"--a\r\nContent-Disposition: form-data; name=x\r\n\r\n", "multipart/form-data; boundary=b"),
        (b"nothing of the kind", "multipart/form-data"),
        (b"--a\r\nbroken", "multipart/form-data; boundary=" + "a" * 300),
        (b"{" * 5000, "application/json"),
        (b"\xff\xfe\x00=\x00", "application/x-www-form-urlencoded; charset=no-such"),
    ],
    ids=["11 MB", "3000 fields", "other boundary", "no boundary", "long boundary", "braces", "no charset"],
)
def test_bodies_that_are_too_large_or_broken_are_refused(city, body, kind):
    for path in ("/report/", "/accounts/login/", "/follow/", "/accounts/password/reset/"):
        assert ask(city, "POST", path, data=body, content_type=kind) == []


def test_a_refused_body_is_answered_with_a_kind_page(city):
    fields = "&".join(f"f{n}=1" for n in range(3000))
    answer = city.post("/report/", fields, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert "Bu isteği okuyamadık" in answer.content.decode()


def test_a_form_without_its_token_is_refused_kindly(city):
    strict = Client(enforce_csrf_checks=True)
    for path in ("/report/", "/accounts/login/", "/follow/", "/accounts/logout/", "/accounts/demo/mayor/"):
        answer = strict.post(path, {"code": "GM-7K2Q"})
        assert answer.status_code in (403, 404), path
        assert "<h1" in answer.content.decode(), path


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "a b", "[::"]
)
def test_a_foreign_host_is_never_believed(city, host):
    for path in ("/", "/accounts/password/reset/", "/feed/city.json"):
        answer = city.get(path, HTTP_HOST=host)
        assert answer.status_code == 400, host
        assert "evil.example" not in answer.content.decode()


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example",
                                    "javascript:alert(1)", "https:evil.example",
                                    "\t//evil.example", "///evil.example"])  # fmt: skip
def test_nobody_is_sent_to_a_foreign_site(city, target, settings, administrator):
    settings.MEYDAN_DEMO = True
    for path in ("/language/fa/", "/accounts/login/", "/accounts/logout/"):
        assert ask(city, "GET", path, urlencode({"next": target})) == []
    assert ask(city, "GET", "/language/fa/", HTTP_REFERER=target) == []
    for path in ("/accounts/demo/mayor/", "/language/fa/", "/accounts/logout/"):
        answer = city.post(path, {"next": target})
        assert not re.match(r"(https?:)?[/\\]{2}|javascript:|\t", answer.get("Location", "")), (
            path,
            answer["Location"],
        )


@pytest.mark.parametrize("path", ["/static/../../../etc/passwd", "/static/%2e%2e/%2e%2e/meydan.toml", "/media/cases/x",
                                  "/media/../secret_key", "/files/1/../../secret_key", "/static//etc/passwd",
                                  "/secret_key",
                                  "/meydan.sqlite3", "/.env", "/tiles/../../x/1/1/1.mvt"])  # fmt: skip
def test_no_file_of_the_home_is_handed_out(city, path):
    assert city.get(path).status_code in (400, 404)


def test_every_staff_address_turns_a_visitor_and_a_citizen_away(city, django_user_model):
    citizen = django_user_model.objects.create_user(username="yurttas", password="bir uzun parola")
    staff = [
        filled(pattern, hole)
        for pattern, view in patterns()
        if view.meydan_policy.policy is not None and pattern.startswith("desk/")
    ]
    assert len(staff) > 15
    for method in ("GET", "POST"):
        for path in staff:
            answer = Client().generic(method, path)
            assert answer.status_code == 302, (method, path)
            assert answer["Location"].startswith("/accounts/login/"), (method, path)
    city.force_login(citizen)
    for method in ("GET", "POST"):
        for path in staff:
            assert city.generic(method, path).status_code in (403, 405), (method, path)


def test_what_the_administrator_alone_may_is_refused_to_everyone_else(city, clerk, inspector, mayor):
    for account in (clerk, inspector, mayor):
        city.force_login(account)
        for pattern, view in patterns():
            mark = view.meydan_policy
            roles = getattr(mark.policy, "verbs", {}).get(mark.verb, set())
            if roles == {"administrator"}:
                assert city.post(filled(pattern, hole)).status_code in (403, 405), (account, pattern)
