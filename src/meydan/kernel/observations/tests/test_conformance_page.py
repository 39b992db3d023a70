"""The page about the door for machines: the last check, in three languages, and another for who may."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from django.test import Client
from django.utils import translation

from meydan.base.jobs.public import Job
from meydan.base.people.tests.factories import staff
from meydan.kernel.observations.sta.conformance import own
from meydan.kernel.observations.sta.conformance.lines import FAILED, LEFT_OUT, PASSED, Outcome
from meydan.kernel.observations.sta.conformance.run import Report, all_lines
from meydan.kernel.observations.tests.homes import own_home

pytestmark = pytest.mark.django_db
PAGE = "/desk/sensorthings/"


@pytest.fixture
def home():
    with own_home() as folder:
        yield folder


def kept(now: datetime, *states: str) -> None:
    """A report whose first lines are in these states and the others passed."""
    lines = all_lines()
    given = [*states, *[PASSED] * (len(lines) - len(states))]
    outcomes = [
        Outcome(
            line.path, line.asks, line.words, line.how, state, "" if state == PASSED else f"why {line.path}"
        )
        for line, state in zip(lines, given, strict=True)
    ]
    own.keep(Report("http://x/sta/v1.1", outcomes), now)


def seen(role: str, client: Client) -> str:
    client.force_login(staff(role))
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_the_first_check_the_page_says_so(home, client, pack) -> None:
    pack("tr/gumushane")
    assert "Henüz denetlenmedi." in seen("clerk", client)


def test_what_failed_stands_first_with_its_reason(home, client, pack, now) -> None:
    pack("tr/gumushane")
    kept(now, PASSED, FAILED, LEFT_OUT)
    page = seen("manager", client)
    failed, left, passed = (all_lines()[n].path for n in (1, 2, 0))
    assert page.index(f"why {failed}") < page.index(f"why {left}") < page.index(passed.split("/")[-1])
    assert "geçmedi" in page


def test_who_manages_asks_for_another_check_and_a_clerk_does_not(home, client, pack) -> None:
    pack("tr/gumushane")
    client.force_login(staff("clerk"))
    assert client.post(PAGE).status_code == 403
    assert "Yeniden denetle" not in client.get(PAGE).content.decode()
    client.force_login(staff("administrator"))
    assert client.post(PAGE).status_code == 302
    assert Job.objects.filter(name="observations.check_conformance").count() == 1
    client.logout()
    assert client.get(PAGE).status_code in (302, 403)


def test_a_report_that_cannot_be_read_is_none(home) -> None:
    (home / own.FILE).write_text("{")
    assert own.last() is None
    (home / own.FILE).write_text(json.dumps({"at": 5}))
    assert own.last() is None


@pytest.mark.parametrize("language", ["tr", "fa"])
def test_every_requirement_is_said_in_both_languages(language: str) -> None:
    with translation.override(language):
        for line in all_lines():
            told = translation.gettext(line.asks)
            assert told != line.asks, line.asks
            assert told % line.words


def test_requirements_have_paths_of_their_own() -> None:
    paths = [line.path for line in all_lines()]
    assert len(paths) == len(set(paths)) > 100
