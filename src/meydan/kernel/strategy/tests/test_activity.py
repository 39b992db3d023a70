"""What happened to the plan stands in one stream, and a figure that crosses its target is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.utils import timezone

from meydan.base.people.tests.factories import staff, unit
from meydan.kernel.strategy.models import Plan
from meydan.kernel.strategy.operations.deciding import enter_decision
from meydan.kernel.strategy.operations.saying import say
from meydan.kernel.strategy.operations.versions import move_on
from meydan.kernel.strategy.queries.activity import crossings
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack: Any) -> Any:
    return pack("tr/gumushane")


def test_a_figure_that_reaches_its_target_or_falls_away_from_it_is_told_once() -> None:
    of = make.indicator(targets={"2026": 10, "2027": 20})
    make.connect(make.action(), of)
    for month, figure in ((1, 8), (2, 9), (3, 10), (4, 12), (5, 9), (6, 9)):
        make.value(of, date(2026, month, 15), figure)
    found = crossings(date(2026, 1, 31), date(2026, 12, 31))
    assert [(one.value.on.month, one.is_reached, one.target) for one in found] == [
        (5, False, 10),
        (3, True, 10),
    ]
    assert crossings(date(2026, 3, 15), date(2026, 5, 14)) == []


def test_words_states_decisions_and_versions_stand_in_the_stream_and_in_the_feed(client: Client) -> None:
    now, today = timezone.now(), timezone.localdate()
    make.action("1.1", ends_on=today + timedelta(days=100), status="planned")
    Plan.objects.update(status="council")
    move_on(code="plan", status="published", reason="No. 12", actor=staff("mayor"), now=now)
    say(
        code="1.1", sentence="The first tree stands.", progress_percent=5, language="en",
        actor=staff("manager", unit("works")), now=now,
    )  # fmt: skip
    enter_decision(
        body="meclis", number="12", decided_on=today, names={"en": "Trees"}, actor=staff("mayor"), now=now
    )
    page = client.get("/plan/activity/", {"lang": "en"}, follow=True).content.decode()
    for words in ("The first tree stands.", "State: Planned, now Under way", "Version 1 is frozen.", "Trees"):
        assert words in page
    feed = feedparser.parse(client.get("/plan/activity.atom", {"lang": "en"}, follow=True).content)
    assert not feed.bozo
    assert len(feed.entries) == len({entry.id for entry in feed.entries}) == 4


def test_earlier_days_are_a_page_back_and_odd_days_are_today(client: Client) -> None:
    make.action("1.1", updated_at=timezone.now())
    for until in ("", "x", "9999-99-99", "3000-01-01"):
        assert client.get("/plan/activity/", {"until": until}).context["is_now"]
    assert not client.get("/plan/activity/", {"until": "2020-05-01"}).context["is_now"]


def test_drafts_are_no_news(client: Client) -> None:
    action = make.action("1.1")
    Plan.objects.update(status="draft")
    say(
        code=action.code, sentence="Secret.", progress_percent=5, language="en",
        actor=staff("manager", unit("works")), now=timezone.now(),
    )  # fmt: skip
    assert "Secret." not in client.get("/plan/activity/", {"lang": "en"}, follow=True).content.decode()
