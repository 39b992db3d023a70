"""The unit's desk: what is due, how the plan stands by goal, and who carries how much, to see and to take along."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from meydan.base.people.public import Post
from meydan.base.people.tests.factories import post, staff, unit
from meydan.kernel.strategy.models import Action, Quarter, Question, Step
from meydan.kernel.strategy.queries.portfolio import due, portfolio
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)  # the day of make.MONDAY


@pytest.fixture(autouse=True)
def in_town(pack: Any) -> None:
    pack("tr/gumushane")


def shift(days: int, today: date = TODAY) -> date:
    return today + timedelta(days=days)


@pytest.fixture
def town() -> Action:
    """One late action, one that ends in ten days with a step in five, one far away, one finished."""
    make.action("1.1", ends_on=shift(-20), explanation={"en": "Snow."})
    near = make.action("1.2", ends_on=shift(10), unit=unit("culture"))
    Step.objects.create(action=near, code="a", names=make.names("Step"), ends_on=shift(5))
    Step.objects.create(action=near, code="b", names=make.names("Gone"), ends_on=shift(-5))
    make.action("1.3", ends_on=shift(400))
    make.action("1.4", ends_on=shift(3), status="done")
    return near


def seen(days: int = 31, **asked: Any) -> list[tuple[str, str, int]]:
    return [(one.kind, one.names["en"], (one.on - TODAY).days) for one in due(make.MONDAY, days, **asked)]


def test_what_is_late_comes_first_and_what_is_finished_or_far_away_is_not_due(town: Action) -> None:
    assert seen() == [
        ("action", "Action 1.1 en", -20),
        ("step", "Step en", 5),
        ("action", "Action 1.2 en", 10),
    ]
    assert seen(7) == [("action", "Action 1.1 en", -20), ("step", "Step en", 5)]
    assert seen(unit="culture") == [("step", "Step en", 5), ("action", "Action 1.2 en", 10)]
    assert seen(kinds=("step",)) == [("step", "Step en", 5)]


def test_a_typed_figure_is_due_when_it_grows_too_old_and_a_computed_one_never() -> None:
    fresh = make.indicator("fresh", freshness_days=30, kept_by="works")
    make.value(fresh, shift(-10), 5.0)
    make.indicator("never", kept_by="works")
    make.indicator("counted", query="x.y")
    unit("works")
    assert seen() == [("figure", "never en", 0), ("figure", "fresh en", 20)]
    assert seen(7) == [("figure", "never en", 0)]
    assert seen(unit="culture") == []


def test_goals_and_owners_are_counted_as_by_hand(town: Action) -> None:
    seat: Post = post("head", "manager", unit("works"))
    make.action("1.5", post=seat, ends_on=shift(-1), explanation={"en": "x"})
    quarter = Quarter.objects.create(
        starts_on=date(2026, 10, 1), ends_on=date(2027, 1, 1), opened_at=make.MONDAY
    )
    Question.objects.create(quarter=quarter, action=town, asked_at=make.MONDAY)
    found = portfolio(make.MONDAY)
    assert [dict(one.counts) for one in found.by_goal()] == [{"bad": 2, "watch": 1, "good": 1, "done": 1}]
    assert [
        (
            one.unit.code,
            one.post.code if one.post else "",
            one.open_count,
            one.late_count,
            one.unanswered_count,
        )
        for one in found.by_owner()
        if one.unit
    ] == [("works", "", 2, 1, 0), ("works", "head", 1, 1, 0), ("culture", "", 1, 0, 1)]
    assert portfolio(make.MONDAY, unit="culture").standings[0].action == town


@pytest.fixture
def now_town() -> Action:
    today = timezone.localdate()
    make.action("1.1", ends_on=shift(-20, today), explanation={"en": "Snow."})
    return make.action("1.2", ends_on=shift(10, today), names={"en": "=HYPERLINK(1)", "tr": "x", "fa": "x"})


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", "Birimde sırada ne var?"),
        ("fa", "در واحد نوبت چه کاری است؟"),
        ("en", "What is due at the unit?"),
    ],
)
def test_the_page_speaks_three_languages(client: Client, now_town: Action, language: str, words: str) -> None:
    client.force_login(staff("clerk"))
    page = client.get(reverse("strategy:unit_desk"), {"lang": language}, follow=True)
    assert words in page.content.decode()
    assert page.context["found"] == 2


def test_the_list_leaves_as_a_sheet_and_as_days_of_a_calendar(client: Client, now_town: Action) -> None:
    client.force_login(staff("clerk"))
    sheet = client.get("/desk/unit.csv", {"lang": "en", "span": "31"}, follow=True).content.decode(
        "utf-8-sig"
    )
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert [(row["kind"], row["late"]) for row in rows] == [("action", "1"), ("action", "0")]
    assert not rows[1]["name"].startswith("=")
    assert client.get("/desk/unit.xlsx").content[:2] == b"PK"
    book = Calendar.from_ical(client.get("/desk/unit.ics", {"lang": "en"}, follow=True).content)
    assert [one.decoded("dtstart") for one in book.walk("VEVENT")] == [
        one.ends_on for one in Action.objects.order_by("code")
    ]
    assert client.get("/desk/unit.exe").status_code == 404


def test_visitors_do_not_see_the_desk_and_odd_wishes_break_nothing(client: Client, now_town: Action) -> None:
    assert client.get("/desk/unit/").status_code == 302
    client.force_login(staff("clerk"))
    odd = {"span": "x", "kind": "'\"<", "unit": "\0", "goal": "<b>", "page": "-9"}
    assert client.get("/desk/unit/", odd).status_code == 200


def test_the_desk_asks_as_often_for_fifty_actions_as_for_two(
    client: Client, now_town: Action, django_assert_max_num_queries: Any
) -> None:
    for number in range(50):
        make.action(f"2.{number}", ends_on=shift(4, timezone.localdate()))
    client.force_login(staff("administrator"))
    with django_assert_max_num_queries(24):
        client.get("/desk/unit/")
