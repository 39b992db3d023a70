"""What a person sees on the plan's pages, in three languages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from meydan.base.audit.public import Entry
from meydan.base.people.tests.factories import staff, unit
from meydan.kernel.cases.tests import factories as cases
from meydan.kernel.strategy.models import Action, ActionWord
from meydan.kernel.strategy.notes import closing_note
from meydan.kernel.strategy.operations.saying import ExplanationMissing, say
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def held() -> Action:
    """A late, explained promise and a typed figure behind a promise on its way."""
    today = timezone.localdate()
    make.action(
        "2.1",
        ends_on=today - timedelta(days=22),
        starts_on=today - timedelta(days=300),
        updated_at=timezone.now(),
        explanation={"tr": "Yol kapandı.", "fa": "راه بسته شد.", "en": "The road closed."},
    )
    action = make.action(
        starts_on=today - timedelta(days=50), ends_on=today + timedelta(days=50), updated_at=timezone.now()
    )
    figure = make.indicator("schools", targets={str(today.year): 12}, unit="", direction="up")
    make.value(figure, today - timedelta(days=20), 6, typed_by="works")
    make.value(figure, today, 8, typed_by="works")
    make.connect(action, figure)
    return action


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Ne söz verdik, ne kadarı oldu?", "22 gün gecikti", "Yol kapandı.", "hedef 12", "Yolunda"]),
        ("fa", ["چه قولی دادیم، تا کجا رسیده؟", "۲۲ روز دیرکرد", "راه بسته شد.", "هدف ۱۲", "در مسیر"]),
        ("en", ["What did we promise, how far is it?", "22 days late", "The road closed.", "target 12"]),
    ],
)
def test_the_plan_says_what_is_late_and_why(
    client: Client, held: Action, language: str, words: list[str]
) -> None:
    page = client.get(reverse("strategy:plan"), {"lang": language}, follow=True).content.decode()
    for word in words:
        assert word in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Yapılan iş: %50. Geçen süre: %50.", "works Müdürlüğü", "hedef 12"]),
        ("fa", ["کار انجام‌شده: ۵۰٪", "ادارهٔ works", "هدف ۱۲"]),
        ("en", ["50% of the work is done; 50% of its time has passed.", "works office", "target 12"]),
    ],
)
def test_a_promise_names_its_unit_its_work_and_its_time(
    client: Client, held: Action, language: str, words: list[str]
) -> None:
    page = client.get(reverse("strategy:action", args=["1.1"]), {"lang": language}, follow=True)
    for word in words:
        assert word in page.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Elle yazıldı: works Müdürlüğü", "Hedeften uzak", "idi,"]),
        ("fa", ["دستی نوشته شده: ادارهٔ works", "دور از هدف", "رسید؛ هدف ۱۲ است"]),
        ("en", ["Typed in by hand: works office", "Away from the target", "the target is 12."]),
    ],
)
def test_a_figure_says_who_made_it(client: Client, held: Action, language: str, words: list[str]) -> None:
    page = client.get(reverse("strategy:indicator", args=["schools"]), {"lang": language}, follow=True)
    for word in words:
        assert word in page.content.decode()


def test_the_filter_works_without_scripts_and_an_unknown_word_shows_everything(
    client: Client, held: Action
) -> None:
    only_late = client.get(reverse("strategy:plan"), {"state": "bad", "lang": "en"}, follow=True)
    assert [face.action.code for _, faces in only_late.context["goals"] for face in faces] == ["2.1"]
    odd = client.get(reverse("strategy:plan"), {"state": "'\"<", "theme": "x", "lang": "en"}, follow=True)
    assert sum(len(faces) for _, faces in odd.context["goals"]) == 2
    none = client.get(reverse("strategy:plan"), {"state": "done", "lang": "en"}, follow=True)
    assert "No promise fits this choice" in none.content.decode()


def test_every_value_can_be_taken_away_as_a_table(client: Client, held: Action) -> None:
    rows = client.get(reverse("strategy:values", args=["schools"])).content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("on,value,unit,row_count")
    assert [row.split(",")[1] for row in rows[1:]] == ["6.0", "8.0"]


def test_a_city_without_a_plan_says_what_comes_next(client: Client) -> None:
    assert client.get(reverse("strategy:plan")).status_code == 200
    assert client.get(reverse("strategy:action", args=["9.9"])).status_code == 404


def test_a_page_of_the_plan_asks_eighteen_questions_whatever_its_size(
    client: Client, held: Action, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        connected = make.action(f"3.{number}")
        make.connect(connected, make.indicator(f"more{number}"))
    for address in (
        reverse("strategy:plan"),
        reverse("strategy:action", args=["1.1"]),
        reverse("strategy:indicator", args=["schools"]),
    ):
        with django_assert_max_num_queries(18):
            client.get(address)


def test_a_missed_date_is_explained_before_progress_can_change(client: Client, held: Action) -> None:
    Action.objects.filter(code="2.1").update(explanation={})
    client.force_login(staff("manager", unit("works")))
    address = reverse("strategy:word", args=["2.1"])
    told = {"sentence": "İki sokak kaldı.", "progress": "90"}
    assert client.post(address, told).status_code == 422
    assert client.post(address, {**told, "is_done": "on"}).status_code == 422
    assert Action.objects.get(code="2.1").progress_percent == 50
    assert client.post(address, {**told, "explanation": "Kar erken yağdı."}).status_code == 302
    changed = Action.objects.get(code="2.1")
    assert (changed.progress_percent, list(changed.explanation.values())) == (90, ["Kar erken yağdı."])
    assert list(ActionWord.objects.get().sentence.values()) == ["İki sokak kaldı."]
    assert Entry.objects.filter(verb="strategy.said", thing="strategy.action:2.1").count() == 1


def test_the_rule_holds_below_the_form_too(held: Action) -> None:
    Action.objects.filter(code="2.1").update(explanation={})
    with pytest.raises(ExplanationMissing):
        say(
            code="2.1",
            sentence="x",
            progress_percent=90,
            language="tr",
            actor=staff("manager", "works"),
            now=timezone.now(),
        )


def test_another_unit_does_not_speak_for_this_one(client: Client, held: Action) -> None:
    client.force_login(staff("manager", unit("culture")))
    assert client.get(reverse("strategy:word", args=["1.1"])).status_code == 403
    assert client.get(reverse("strategy:desk")).context["rows"] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", "Bu iş kapanınca “worked tr” göstergesi yeniden sayılır."),
        ("fa", "با بسته شدن این پرونده، شاخص «worked fa» دوباره شمرده می‌شود."),
        ("en", "When this closes, the indicator “worked en” is counted again."),
    ],
)
def test_a_case_says_which_figure_its_closing_moves(language: str, words: str) -> None:
    figure = make.indicator("worked", query="cases.closed_count", params={"services": ["road_fault"]})
    make.connect(make.action(ends_on=date(2030, 1, 1)), figure)
    with override(language):
        assert closing_note(cases.case()) == words
