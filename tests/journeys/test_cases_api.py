"""The JSON list of cases is as its own description says: fuzzed from it, by an officer, at a home that is served."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from tools import browsing

from tests.journeys.fuzzing import fuzz
from tests.journeys.square import City, served

pytestmark = [pytest.mark.alone, pytest.mark.slow]
# Run inside the home: some cases, and a clerk who is signed in.
FILL = """
import json
from datetime import timedelta
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases.public import open_case
now = timezone.now()
for number in range(40):
    open_case(service=["road_fault", "waste", "noise"][number % 3], lon=39.48 + number / 1000, lat=40.46,
              description="çukur", now=now - timedelta(days=number))
clerk = staff("clerk", "works")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(clerk.pk), settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = clerk.get_session_auth_hash()
session.save()
print("KEY" + json.dumps({settings.SESSION_COOKIE_NAME: session.session_key}))
"""


@dataclass
class Office:
    """A served city and the cookie of an officer."""

    city: City
    cookies: dict[str, str]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("api") / "home"
    browsing.meydan(home, "init", "--pack", "tr/gumushane", "--key", "office")
    said = browsing.meydan(home, "shell", "--verbosity", "0", "-c", FILL)
    with served(home) as city:
        yield Office(city, json.loads(said.split("KEY", 1)[1]))


def test_no_request_that_the_description_allows_breaks_the_list(office: Office) -> None:
    base = office.city.base
    listed = httpx.get(f"{base}/api/cases", cookies=office.cookies, timeout=60)
    assert len(listed.json()["cases"]) == 40, listed.text[:400]
    told = httpx.get(f"{base}/api/openapi.json", timeout=60).json()
    assert fuzz(told, base, cookies=office.cookies) >= 2
    assert b"Traceback" not in (office.city.home / "serve.log").read_bytes()


def test_a_visitor_is_told_to_sign_in(office: Office) -> None:
    answer = httpx.get(f"{office.city.base}/api/cases", timeout=60)
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")
