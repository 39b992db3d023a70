"""Every line of a situation rests on something, nothing is rubbed out, and what presses is worked out in the open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.people.tests.factories import staff
from meydan.kernel.strategy.engine.priority import Judgement, weigh
from meydan.kernel.strategy.models import PriorityScore, SituationLine
from meydan.kernel.strategy.operations.situation import LineBaseless, LineGone, judge, take_back, write_line
from meydan.kernel.strategy.queries.situation import priorities_of, situation_of
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db
NOW = make.MONDAY
steps = st.integers(1, 5)


@pytest.fixture(autouse=True)
def in_town(pack: Any) -> None:
    pack("tr/gumushane")


def line(**fields: Any) -> SituationLine:
    facts = {
        "plan": make.plan(),
        "field": "strength",
        "names": make.names("Line"),
        "source": "Census 2024, p. 3",
    }
    return write_line(**{**facts, "actor": staff("mayor"), "now": NOW, **fields})


# --- worked out by hand --------------------------------------------------------------------------


def test_what_presses_is_impact_times_urgency_by_effort_of_the_means() -> None:
    found = weigh([Judgement(4, 2, 5), Judgement(2, 4, 3)])
    assert found is not None
    assert (found.impact, found.effort, found.urgency, found.score) == (3, 3, 4, 4)
    assert (found.judges, found.disagrees) == (2, True)
    assert weigh([]) is None


@given(st.lists(st.builds(Judgement, steps, steps, steps), min_size=1, max_size=8))
def test_a_score_lies_between_its_ends_and_knows_no_order(judged: list[Judgement]) -> None:
    found, turned = weigh(judged), weigh(judged[::-1])
    assert found is not None
    assert turned is not None
    assert 0.2 <= found.score <= 25
    assert found.score == pytest.approx(turned.score)
    assert found.disagrees == any(
        max(getattr(one, name) for one in judged) - min(getattr(one, name) for one in judged) >= 2
        for name in ("impact", "effort", "urgency")
    )


# --- lines ---------------------------------------------------------------------------------------


def test_a_line_with_nothing_behind_it_is_refused() -> None:
    with pytest.raises(LineBaseless):
        line(source="  ")
    assert not SituationLine.objects.exists()


def test_a_line_taken_back_leaves_the_page_and_stays_with_its_reason(client: Client) -> None:
    kept, gone = line(names=make.names("Kept")), line(names=make.names("Gone"))
    take_back(line_id=gone.pk, because="The census was counted anew.", actor=staff("mayor"), now=NOW)
    with pytest.raises(LineGone):
        take_back(line_id=gone.pk, because="again", actor=staff("mayor"), now=NOW)
    rows = situation_of(make.plan(), NOW)
    assert [row.line.pk for row in rows["strength"]] == [kept.pk]
    page = client.get(
        reverse("strategy:situation", args=["plan"]), {"lang": "en"}, follow=True
    ).content.decode()
    assert "Taken back" in page
    assert "The census was counted anew." in page


def test_the_database_refuses_a_line_rubbed_out_without_a_reason() -> None:
    written = line()
    with pytest.raises(IntegrityError), transaction.atomic():
        SituationLine.objects.filter(pk=written.pk).update(taken_back_at=NOW)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ("Güçlü yanlar", "Nereden başlıyoruz")),
        ("fa", ("قوت‌ها", "از کجا آغاز می‌کنیم")),
        ("en", ("Strengths", "From where do we start")),
    ],
)
def test_a_line_shows_its_figure_as_it_stands_today(
    client: Client, language: str, words: tuple[str, ...]
) -> None:
    figure = make.indicator("lamps", unit="%", names={"tr": "Lamba", "fa": "چراغ", "en": "Lamps"})
    make.value(figure, NOW.date(), 42)
    line(indicator=figure, source="")
    page = client.get(
        reverse("strategy:situation", args=["plan"]), {"lang": language}, follow=True
    ).content.decode()
    for said in (*words, {"tr": "42", "fa": "۴۲", "en": "42"}[language]):
        assert said in page


def test_a_draft_is_not_shown_to_the_public(client: Client) -> None:
    line(plan=make.plan("other", status="draft"))
    assert client.get(reverse("strategy:situation", args=["other"])).status_code == 404
    assert client.get(reverse("strategy:priorities", args=["other"])).status_code == 404
    assert client.get(reverse("strategy:priorities_file", args=["other", "csv"])).status_code == 404


def test_whoever_leads_writes_a_line_and_takes_it_back_on_the_desk(client: Client) -> None:
    make.plan()
    client.force_login(staff("manager"))
    desk = reverse("strategy:situation_desk", args=["plan"])
    bare = client.post(desk, {"field": "threat", "sentence": "Snow", "indicator": "", "source": ""})
    assert bare.status_code == 422
    assert "source" in bare.context["form"].errors
    client.post(
        desk, {"field": "threat", "sentence": "Snow", "indicator": "", "source": "Weather service 2025"}
    )
    written = SituationLine.objects.get()
    assert (written.field, written.post_code != "") == ("threat", True)
    assert client.get(desk).status_code == 200
    back = reverse("strategy:line_back", args=[written.pk])
    client.post(back, {"because": ""})
    written.refresh_from_db()
    assert written.taken_back_at is None
    client.post(back, {"because": "It melts."})
    written.refresh_from_db()
    assert written.taken_back_because == "It melts."


def test_citizens_and_clerks_do_not_write_lines(client: Client) -> None:
    make.plan()
    desk = reverse("strategy:situation_desk", args=["plan"])
    assert client.get(desk).status_code in (302, 403)
    client.force_login(staff("clerk"))
    assert client.get(desk).status_code == 403


# --- priorities ----------------------------------------------------------------------------------


def test_the_newest_judgement_of_a_post_counts_and_the_earlier_ones_stay() -> None:
    action = make.action()
    for day, impact in ((0, 1), (1, 5)):
        judge(
            action=action, impact=impact, effort=1, urgency=1, signed=("works", "works_manager"),
            actor=None, now=NOW + timedelta(days=day),
        )  # fmt: skip
    (weighed,) = priorities_of(make.plan())
    assert weighed.priority is not None
    assert (weighed.priority.impact, weighed.priority.judges) == (5, 1)
    assert PriorityScore.objects.count() == 2


def test_what_presses_most_stands_first_and_what_nobody_judged_last(client: Client) -> None:
    for code, impact in (("1.1", 0), ("1.2", 2), ("1.3", 5)):
        action = make.action(code)
        if impact:
            judge(
                action=action, impact=impact, effort=2, urgency=2, signed=("", "mayor"), actor=None, now=NOW
            )
    assert [one.action.code for one in priorities_of(make.plan())] == ["1.3", "1.2", "1.1"]
    address = reverse("strategy:priorities_file", args=["plan", "csv"])
    file = client.get(address).content.decode("utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in file] == ["code", "1.3", "1.2", "1.1"]


@pytest.mark.parametrize("step", ["0", "6", "-1", "1.5", "x", ""])
def test_a_score_outside_one_to_five_is_refused(client: Client, step: str) -> None:
    action = make.action()
    client.force_login(staff("administrator"))
    said = client.post(
        reverse("strategy:score", args=[action.code]), {"impact": step, "effort": "1", "urgency": "1"}
    )
    assert said.status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        judge(action=action, impact=6, effort=1, urgency=1, signed=("", "mayor"), actor=None, now=NOW)


def test_a_judgement_is_signed_by_the_post_and_never_by_a_name(client: Client) -> None:
    action = make.action()
    boss = staff("administrator")
    client.force_login(boss)
    typed = {"impact": "4", "effort": "2", "urgency": "3", "reason": "Schools first"}
    assert client.post(reverse("strategy:score", args=[action.code]), typed).status_code == 302
    page = client.get(reverse("strategy:score", args=[action.code])).content.decode()
    assert "Schools first" in page
    public = client.get(reverse("strategy:priorities", args=["plan"])).content.decode()
    assert boss.username not in public.split("</header>")[-1]


def test_pages_ask_no_more_the_longer_the_plan(client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(40):
        action = make.action(f"1.{number}")
        judge(action=action, impact=3, effort=2, urgency=2, signed=("", "mayor"), actor=None, now=NOW)
        line(names=make.names(f"Line {number}"))
    with django_assert_max_num_queries(12):
        client.get(reverse("strategy:priorities", args=["plan"]))
    with django_assert_max_num_queries(14):
        client.get(reverse("strategy:situation", args=["plan"]))
