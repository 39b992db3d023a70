"""Which unit, how late, how much money: for every promise, for everybody, and as files."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from meydan.base.links.public import link
from meydan.base.people.public import Holding, OrgUnit, Post
from meydan.base.people.tests.factories import staff, unit
from meydan.kernel.strategy.models import Action
from meydan.kernel.strategy.queries.tracker import tracker_rows
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = "/plan/tracker/"


@pytest.fixture
def held() -> Action:
    """Three promises: late and over its budget, old news and unspent, on its way without money named."""
    today = timezone.localdate()
    running = {"starts_on": today - timedelta(days=300), "ends_on": today + timedelta(days=300)}
    make.action(
        "1.1",
        **{**running, "ends_on": today - timedelta(days=22)},
        budget=Decimal(1000),
        spent=Decimal(1250),
        explanation={"en": "The road closed."},
        updated_at=timezone.now(),
    )
    make.action("1.2", **running, budget=Decimal(500), updated_at=timezone.now() - timedelta(days=121))
    return make.action("1.3", **running, unit=unit("culture"), updated_at=timezone.now())


def rows(client: Client, **wanted: str) -> list[dict[str, str]]:
    sheet = client.get("/plan/tracker.csv", {"lang": "en", **wanted}, follow=True).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(sheet)))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Hangi birim, ne kadar gecikti, kaç para?", "22 gün gecikti", "works Müdürlüğü", "%125"]),
        ("fa", ["کدام واحد، چقدر دیرکرد، چقدر پول؟", "۲۲ روز دیرکرد", "ادارهٔ works", "۱۲۵٪"]),
        ("en", ["Which unit, how late, how much money?", "22 days late", "works office", "125%"]),
    ],
)
def test_every_promise_says_its_unit_its_lateness_and_its_money(
    client: Client, held: Action, language: str, words: list[str]
) -> None:
    page = client.get(PAGE, {"lang": language}, follow=True).content.decode()
    for word in words:
        assert word in page


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ({}, ["1.1", "1.2", "1.3"]),
        ({"unit": "culture"}, ["1.3"]),
        ({"goal": "1"}, ["1.1", "1.2", "1.3"]),
        ({"late": "1"}, ["1.1"]),
        ({"stale": "1"}, ["1.2"]),
        ({"money": "over"}, ["1.1"]),
        ({"money": "unspent"}, ["1.2"]),
        ({"money": "unnamed"}, ["1.3"]),
        ({"no_owner": "1"}, []),
        ({"late": "1", "money": "unspent"}, []),
        ({"unit": "'\"<", "money": "x", "late": "2"}, ["1.1", "1.2", "1.3"]),
    ],
)
def test_page_sheet_and_json_hold_the_same_narrowed_rows(
    client: Client, held: Action, wanted: dict[str, str], codes: list[str]
) -> None:
    page = client.get(PAGE, {"lang": "en", **wanted}, follow=True)
    told = json.loads(client.get("/plan/tracker.json", wanted).content)
    assert [face.action.code for face in page.context["faces"]] == codes
    assert [row["code"] for row in rows(client, **wanted)] == codes
    assert [row["code"] for row in told] == codes


def test_the_figures_in_the_sheet_are_those_worked_out_by_hand(client: Client, held: Action) -> None:
    first = rows(client)[0]
    facts = {"days_late": "22", "budget": "1000.0", "spent": "1250.0", "spent_percent": "125.0"}
    assert {name: first[name] for name in facts} == facts
    assert first["explanation"] == "The road closed."
    book = load_workbook(io.BytesIO(client.get("/plan/tracker.xlsx").content)).active
    assert [cell.value for cell in book["J"]] == ["days_late", 22, 0, 0]


def test_the_list_can_be_followed(client: Client, held: Action) -> None:
    feed = feedparser.parse(
        client.get("/plan/tracker.atom", {"late": "1", "lang": "en"}, follow=True).content
    )
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == ["Action 1.1 en: 22 days late"]


def test_when_the_owners_account_is_removed_the_action_shows_no_owner_and_is_on_the_public_list(
    client: Client, held: Action
) -> None:
    owner = staff("manager", unit("culture"))
    post = Post.objects.get(holdings__account=owner)
    Action.objects.filter(code="1.3").update(post=post)
    assert rows(client, no_owner="1") == []
    owner.is_active = False
    owner.save()
    assert [row["code"] for row in rows(client, no_owner="1")] == ["1.3"]
    shown = client.get(reverse("strategy:action", args=["1.3"]), {"lang": "en"}, follow=True).content.decode()
    assert "No owner: the post" in shown
    owner.is_active = True
    owner.save()
    Holding.objects.filter(post=post).update(from_on=date(2020, 1, 1), to_on=date(2021, 1, 1))
    assert [row["code"] for row in rows(client, no_owner="1")] == ["1.3"]


def test_a_promise_whose_unit_is_gone_stands_on_the_list_of_those_without_an_owner(
    client: Client, held: Action
) -> None:
    Action.objects.filter(code="1.3").update(unit=None, owner_text="A union")
    OrgUnit.objects.filter(code="culture").delete()
    page = client.get(PAGE, {"no_owner": "1", "lang": "en"}, follow=True).content.decode()
    assert "No owner; in the printed plan: A union" in page
    assert "1 promise without an owner" in page


def test_what_speaks_for_a_promise_is_counted(client: Client, held: Action) -> None:
    make.connect(held, make.indicator())
    link(
        from_ref="cases.case:7",
        to_ref="strategy.action:1.3",
        relation="evidence",
        by="works",
        now=timezone.now(),
    )
    assert [row["evidence_count"] for row in rows(client)] == ["0", "0", "2"]


def test_a_draft_is_in_no_tracker_and_an_unknown_file_is_none(client: Client, held: Action) -> None:
    assert client.get("/plan/tracker.exe").status_code == 404
    make.plan().__class__.objects.update(status="draft")
    assert client.get(PAGE).status_code == 200
    assert client.get("/plan/tracker.csv").status_code == 404


def test_the_tracker_asks_ten_questions_whatever_its_size(
    client: Client, held: Action, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        make.action(f"2.{number}")
    with django_assert_max_num_queries(10):
        client.get(PAGE)
    with django_assert_max_num_queries(7):
        tracker_rows(held.goal.plan, timezone.now())
