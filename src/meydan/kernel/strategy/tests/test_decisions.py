"""What a body decided keeps the figures of its day; on the named day it is said what came of it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import feedparser
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.audit.public import Entry
from meydan.base.links.public import links_to
from meydan.base.people.tests.factories import staff
from meydan.kernel.strategy.engine.effects import judged
from meydan.kernel.strategy.models import Decision, ExpectedEffect, Indicator
from meydan.kernel.strategy.operations.checking import check_effects
from meydan.kernel.strategy.operations.deciding import (
    DecisionNotYetMade,
    DecisionStands,
    Effect,
    EffectImpossible,
    enter_decision,
    expect,
)
from meydan.kernel.strategy.queries.decisions import effects_to_check
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db
DECIDED = date(2026, 3, 10)
CHECK = date(2026, 9, 30)
AFTERWARDS = datetime(2026, 10, 1, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_town(pack: Any, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    pack("tr/gumushane")


@pytest.fixture
def lamps() -> Indicator:
    return make.indicator("lamps", unit="%", freshness_days=100)


def decide(*effects: Effect, number: str = "2026/4", **fields: Any) -> Decision:
    facts = {"body": "meclis", "decided_on": DECIDED, "names": make.names("Lamps"), "actor": staff("mayor")}
    return enter_decision(number=number, effects=effects, now=make.MONDAY, **{**facts, **fields})


# --- worked out by hand --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "direction", "size", "outcome"),
    [
        (24, 34, "up", 10, "reached"),
        (24, 33, "up", 10, "partly"),
        (24, 25, "up", 10, "partly"),
        (24, 24.9, "up", 10, "none"),
        (24, 24, "up", 10, "none"),
        (24, 23.1, "up", 10, "none"),
        (24, 23, "up", 10, "opposite"),
        (7, 4, "down", 3, "reached"),
        (7, 8, "down", 3, "opposite"),
        (0.1, 0.1 + 0.2, "up", 0.2, "reached"),
    ],
)
def test_an_effect_is_judged_by_how_far_the_figure_moved(
    before: float, after: float, direction: str, size: float, outcome: str
) -> None:
    assert judged(before, after, direction=direction, size=size) == outcome


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0.01, 1e6))
def test_up_and_down_are_mirrors_of_each_other(before: float, after: float, size: float) -> None:
    assert judged(before, after, direction="up", size=size) == judged(
        -before, -after, direction="down", size=size
    )


def test_an_effect_without_a_size_cannot_be_looked_for() -> None:
    with pytest.raises(ValueError, match="0"):
        judged(1, 2, direction="up", size=0)


# --- frozen and looked at ------------------------------------------------------------------------


def test_the_figures_of_the_day_stay_whatever_is_counted_later(lamps: Indicator) -> None:
    make.value(lamps, date(2026, 3, 1), 24, row_count=9)
    make.value(lamps, date(2026, 3, 20), 99)
    action = make.action("3.2")
    make.connect(action, lamps)
    decision = decide(actions=[action])
    lamps.values.update(value=50)
    lamps.delete()
    frozen = decision.figures.get()
    assert (frozen.value, frozen.on, frozen.row_count) == (24, date(2026, 3, 1), 9)


def test_on_the_named_day_the_figure_is_compared_with_the_frozen_one(lamps: Indicator) -> None:
    make.value(lamps, date(2026, 3, 1), 24)
    make.value(lamps, date(2026, 8, 31), 33)
    make.value(lamps, date(2026, 11, 2), 99)
    decide(Effect(lamps, "up", 10, CHECK))
    assert check_effects(now=AFTERWARDS - timedelta(days=2)) == 0
    assert check_effects(now=AFTERWARDS) == 1
    assert check_effects(now=AFTERWARDS) == 0
    found = ExpectedEffect.objects.get()
    assert (found.outcome, found.after, found.after_on) == ("partly", 33, date(2026, 8, 31))
    assert Entry.objects.filter(verb="strategy.effect_checked").count() == 1


def test_a_figure_older_than_allowed_is_waited_for(lamps: Indicator) -> None:
    make.value(lamps, date(2026, 3, 1), 24)
    make.value(lamps, date(2026, 5, 1), 60)
    decide(Effect(lamps, "up", 10, CHECK))
    assert check_effects(now=AFTERWARDS) == 0
    make.value(lamps, date(2026, 10, 20), 34)
    assert check_effects(now=make.MONDAY) == 1
    assert ExpectedEffect.objects.get().after == 34


def test_the_figure_of_the_decision_itself_is_no_news_of_its_effect(lamps: Indicator) -> None:
    make.value(lamps, DECIDED, 24)
    decide(Effect(lamps, "up", 1, DECIDED + timedelta(days=10)))
    assert check_effects(now=AFTERWARDS) == 0


def test_where_nothing_stood_on_the_day_nothing_is_compared_and_it_says_so(
    client: Client, lamps: Indicator
) -> None:
    make.value(lamps, date(2026, 8, 31), 33)
    decision = decide(Effect(lamps, "up", 10, CHECK))
    check_effects(now=AFTERWARDS)
    page = client.get(reverse("strategy:decision", args=[decision.code]), {"lang": "en"}, follow=True)
    assert "No figure stood on the day of the decision" in page.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["kararın bunda görünür bir etkisi olmadı", "10 Mart 2026"]),
        ("fa", ["این تصمیم اثر پیدایی بر آن نداشت", "۱۹ اسفند ۱۴۰۴"]),
        ("en", ["the decision had no visible effect on it", "10 March 2026"]),
    ],
)
def test_that_nothing_came_of_it_is_said_calmly(
    client: Client, lamps: Indicator, language: str, words: list[str]
) -> None:
    make.value(lamps, date(2026, 3, 1), 24)
    make.value(lamps, date(2026, 8, 31), 24.5)
    decision = decide(Effect(lamps, "up", 10, CHECK))
    check_effects(now=AFTERWARDS)
    for address in (reverse("strategy:decision", args=[decision.code]), reverse("strategy:decisions")):
        page = client.get(address, {"lang": language}, follow=True).content.decode()
        for word in words:
            assert word in page
        assert "chip-bad" not in page


# --- what is refused -----------------------------------------------------------------------------


def test_a_decision_is_written_down_once_and_after_its_day(lamps: Indicator) -> None:
    decide()
    with pytest.raises(DecisionStands):
        decide()
    with pytest.raises(DecisionNotYetMade):
        decide(decided_on=timezone.localdate(make.MONDAY) + timedelta(days=1))
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(("size", "check_on"), [(0, CHECK), (-1, CHECK), (1, DECIDED)])
def test_an_effect_that_cannot_be_looked_at_keeps_the_decision_out(
    lamps: Indicator, size: float, check_on: date
) -> None:
    with pytest.raises(EffectImpossible):
        decide(Effect(lamps, "up", size, check_on))
    assert not Decision.objects.exists()


def test_the_same_figure_is_not_expected_twice_for_one_day(lamps: Indicator) -> None:
    decision = decide(Effect(lamps, "up", 1, CHECK))
    with pytest.raises(EffectImpossible):
        expect(decision=decision, effect=Effect(lamps, "down", 2, CHECK))


# --- on the desk and in public -------------------------------------------------------------------


def test_an_officer_writes_a_decision_down_and_everybody_reads_it(client: Client, lamps: Indicator) -> None:
    make.value(lamps, date(2026, 3, 1), 24)
    action = make.action("3.2")
    client.force_login(staff("administrator"))
    sent = {
        "body": "meclis", "number": "2026/4", "decided_on": "2026-03-10", "title": "Lamps", "words": "=1+1 <b>",
        "actions": [str(action.pk)], "indicator": "lamps", "direction": "up", "size": "10",
        "check_on": "2030-09-30",
        "document": SimpleUploadedFile("k.pdf", b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"),
    }  # fmt: skip
    assert client.post(reverse("strategy:decision_new"), sent).status_code == 302
    client.logout()
    decision = Decision.objects.get()
    page = client.get(reverse("strategy:decision", args=[decision.code]), {"lang": "en"}, follow=True)
    assert "&lt;b&gt;" in page.content.decode()
    assert "Action 3.2 en" in page.content.decode()
    paper = client.get(reverse("strategy:decision_paper", args=[decision.code]))
    assert paper["Content-Disposition"].startswith("attachment")
    assert b"".join(paper.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    shown = client.get(reverse("strategy:action", args=["3.2"]), {"lang": "en"}, follow=True).content.decode()
    assert "number 2026/4, 10 March 2026" in shown


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"document": SimpleUploadedFile("k.pdf", b"<html>")}, 422),
        ({"size": ""}, 422),
        ({"size": "-1"}, 422),
        ({"decided_on": "2126-01-01"}, 422),
        ({"body": "nobody"}, 422),
    ],
)
def test_what_cannot_be_taken_is_named_beside_its_field(
    client: Client, lamps: Indicator, change: dict[str, Any], status: int
) -> None:
    client.force_login(staff("administrator"))
    sent = {"body": "meclis", "number": "1", "decided_on": "2026-03-10", "title": "Lamps"}
    sent |= {"indicator": "lamps", "direction": "up", "size": "10", "check_on": "2030-09-30"}
    assert client.post(reverse("strategy:decision_new"), {**sent, **change}).status_code == status
    assert not Decision.objects.exists()


def test_a_clerk_reads_and_does_not_write(client: Client) -> None:
    client.force_login(staff("clerk"))
    assert client.get(reverse("strategy:decision_desk")).status_code == 200
    assert client.get(reverse("strategy:decision_new")).status_code == 403


def test_the_desk_reminds_thirty_days_before(lamps: Indicator) -> None:
    decide(Effect(lamps, "up", 10, CHECK))
    on = datetime(2026, 8, 31, 9, tzinfo=UTC)
    assert effects_to_check(on - timedelta(days=1)).count() == 0
    assert effects_to_check(on).count() == 1


def test_the_log_leaves_as_a_sheet_and_can_be_followed(client: Client, lamps: Indicator) -> None:
    make.value(lamps, date(2026, 3, 1), 24)
    decide(Effect(lamps, "up", 10, CHECK), Effect(lamps, "up", 20, date(2027, 9, 30)))
    decide(number="2026/5")
    sheet = client.get("/plan/decisions.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert [(row["number"], row["size"], row["before"]) for row in rows] == [
        ("2026/5", "", ""), ("2026/4", "10.0", "24.0"), ("2026/4", "20.0", "24.0"),
    ]  # fmt: skip
    feed = feedparser.parse(client.get("/plan/decisions.atom", {"lang": "en"}, follow=True).content)
    assert not feed.bozo
    assert len(feed.entries) == 2


def test_a_decision_begun_from_a_signed_item_is_linked_to_it_and_begun_once(lamps: Indicator) -> None:
    decision = decide(item_ref="cases.agendaitem:12")
    assert [one.from_ref for one in links_to(decision.ref)] == ["cases.agendaitem:12"]
    with pytest.raises(DecisionStands):
        decide(number="other", item_ref="cases.agendaitem:12")


def test_the_list_asks_no_more_for_many_decisions(
    client: Client, lamps: Indicator, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        decide(Effect(lamps, "up", 10, CHECK), number=str(number))
    with django_assert_max_num_queries(9):
        client.get(reverse("strategy:decisions"))
