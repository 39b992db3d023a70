"""Levels are never self-asserted: live use wins, yes needs evidence, a frozen year stays."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from meydan.base.audit.public import Entry
from meydan.base.packs.public import current, overlay_of
from meydan.base.people.tests.factories import staff
from meydan.kernel.strategy.engine.maturity import Moved, answered, differences, level_of, measured
from meydan.kernel.strategy.models import MaturityAnswer, MaturitySnapshot
from meydan.kernel.strategy.operations.loading_maturity import load_answers, remove_answers
from meydan.kernel.strategy.operations.maturity import (
    CriterionIsComputed,
    EvidenceUnreadable,
    YearIsFrozen,
    answer_criterion,
    freeze_year,
    is_address,
    year_of,
)
from meydan.kernel.strategy.queries.maturity import checklist, checklists
from meydan.kernel.strategy.tests import factories as make

STATES = ("met", "partly", "unmet", "unknown")


@pytest.fixture
def town(pack: Any, db: None) -> None:
    """The checklists are the pack's."""
    pack("tr/gumushane")


def answer(criterion: str, said: str = "yes", evidence: str = "/plan/", **more: Any) -> MaturityAnswer:
    told = {"note": "", "unit_code": "works", "post_code": "", "actor": None, "now": timezone.now(), **more}
    return answer_criterion(
        checklist_code="smart_city", criterion=criterion, answer=said, evidence=evidence, **told
    )


def states() -> dict[str, str]:
    return {one.code: one.state for one in checklist("smart_city", timezone.now()).criteria}


def level(component: str) -> int:
    held = checklist("smart_city", timezone.now())
    return next(one.level for one in held.components if one.code == component)


def test_a_level_is_the_highest_up_to_which_every_criterion_is_met() -> None:
    assert level_of([(1, "met"), (2, "met"), (2, "met"), (3, "partly"), (4, "met")]) == 2
    assert level_of([(1, "unknown"), (2, "met")]) == 0
    assert level_of([(1, "met"), (3, "met")]) == 3
    assert level_of([]) == 0


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(some.lists(some.tuples(some.integers(1, 4), some.sampled_from(STATES)), max_size=6))
def test_meeting_one_more_criterion_never_lowers_a_level(criteria: list[tuple[int, str]]) -> None:
    for place in range(len(criteria)):
        better = [*criteria[:place], (criteria[place][0], "met"), *criteria[place + 1 :]]
        assert level_of(better) >= level_of(criteria)


def test_live_use_meets_a_criterion_on_its_bound() -> None:
    assert [measured(v, at_least=70, partly=40) for v in (70, 69.9, 40, 39, None)] == [
        "met", "partly", "partly", "unmet", "unknown",
    ]  # fmt: skip
    assert [measured(v, at_most=10, partly=30) for v in (10, 10.1, 30, 31)] == [
        "met", "partly", "partly", "unmet",
    ]  # fmt: skip


def test_yes_without_evidence_or_too_long_ago_is_only_in_part() -> None:
    assert answered("yes", has_evidence=True) == "met"
    assert answered("yes", has_evidence=False) == "partly"
    assert answered("yes", has_evidence=True, is_old=True) == "partly"
    assert answered("no", has_evidence=True) == "unmet"
    assert answered("perhaps", has_evidence=True) == "unknown"


def test_what_is_new_changed_or_gone_is_a_difference() -> None:
    assert differences({"a": "met", "b": "unmet", "c": "met"}, {"a": "met", "b": "met", "d": "unmet"}) == [
        Moved("b", "unmet", "met"), Moved("d", "", "unmet"), Moved("c", "met", ""),
    ]  # fmt: skip


def test_every_shipped_criterion_has_a_component_and_three_languages(town: None) -> None:
    held = checklists(timezone.now())
    assert [one.code for one in held] == ["smart_city", "people_centred"]
    assert [len(one.components) for one in held] == [8, 5]
    for one in held:
        assert len(one.criteria) == len(current().document(f"data/maturity/{one.code}")["criterion"])
        assert all(set(criterion.names) == {"tr", "fa", "en"} for criterion in one.criteria)
        assert not one.is_reviewed
    assert {criterion.level for criterion in held[0].criteria} == {1, 2, 3, 4}


def test_live_use_wins_over_whatever_was_typed(town: None) -> None:
    MaturityAnswer.objects.create(
        checklist="smart_city", criterion="s1", answer="yes", evidence="/x/", answered_at=timezone.now()
    )
    assert states()["s1"] == "unknown"
    make.value(make.indicator("iso37122_services_online"), timezone.localdate(), 12)
    assert states()["s1"] == "partly"
    with pytest.raises(CriterionIsComputed):
        answer("s1")


def test_an_old_figure_meets_nothing(town: None) -> None:
    make.value(make.indicator("iso37122_services_online"), timezone.localdate() - timedelta(days=90), 90)
    assert states()["s1"] == "unknown"
    assert level("services") == 0


def test_a_component_rises_only_with_evidence(town: None) -> None:
    answer("i1", evidence="")
    assert (states()["i1"], level("security")) == ("partly", 0)
    answer("i1")
    assert (states()["i1"], level("security")) == ("met", 1)
    answer("i3")
    assert level("security") == 1
    answer("i2")
    assert level("security") == 3
    answer("i1", "no")
    assert level("security") == 0
    assert MaturityAnswer.objects.filter(criterion="i1").count() == 3


def test_an_answer_of_last_year_counts_in_part(town: None) -> None:
    answer("i1", now=timezone.now() - timedelta(days=401))
    assert states()["i1"] == "partly"


@pytest.mark.parametrize(
    "evidence",
    ["javascript:alert(1)", "//evil.example", "/\\evil.example", "data:text/html,x", "plan", "https://", "/a b", "ftp://x/",
     "https://[bad"],
)  # fmt: skip
def test_evidence_that_nobody_can_open_safely_is_refused(town: None, evidence: str) -> None:
    with pytest.raises(EvidenceUnreadable):
        answer("i1", evidence=evidence)
    assert not MaturityAnswer.objects.exists()


def test_a_path_and_a_web_address_are_evidence() -> None:
    assert is_address("/plan/decisions/")
    assert is_address("https://example.org/a?b=1")


def test_a_year_is_frozen_once_and_its_text_never_moves(town: None, client: Client) -> None:
    answer("i1")
    kept = freeze_year(checklist_code="smart_city", actor=None, now=timezone.now())
    with pytest.raises(YearIsFrozen):
        freeze_year(checklist_code="smart_city", actor=None, now=timezone.now())
    answer("i1", "no")
    text = client.get(reverse("strategy:frozen_document", args=["smart_city", kept.year])).content
    assert hashlib.sha256(text).hexdigest() == kept.sha256
    page = client.get(
        reverse("strategy:checklist", args=["smart_city"]), {"lang": "en"}, follow=True
    ).content.decode()
    assert "level 1, now 0" in page
    frozen = client.get(
        reverse("strategy:frozen_year", args=["smart_city", kept.year]), {"lang": "en"}, follow=True
    )
    assert kept.sha256 in frozen.content.decode()


def test_a_year_is_of_the_city_s_calendar(pack: Any, db: None) -> None:
    pack("ir/khoy")
    day = timezone.localdate().replace(year=2026, month=11, day=28)
    assert year_of(day) == 1405
    pack("tr/gumushane")
    assert year_of(day) == 2026


def test_an_officer_answers_at_the_desk_and_everybody_reads_who_signed(town: None, client: Client) -> None:
    client.force_login(staff("clerk", "works"))
    address = reverse("strategy:maturity_answer", args=["smart_city", "i1"])
    assert client.get(address).status_code == 200
    bad = client.post(address, {"answer": "yes", "evidence": "javascript:x"})
    assert bad.status_code == 422
    assert (
        client.post(address, {"answer": "yes", "evidence": "/data/", "note": "Her gece"}).status_code == 302
    )
    assert Entry.objects.filter(verb="strategy.maturity_answered").count() == 1
    client.logout()
    page = client.get(
        reverse("strategy:checklist", args=["smart_city"]), {"lang": "en"}, follow=True
    ).content.decode()
    assert "Her gece" in page
    assert 'href="/data/"' in page


def test_a_computed_criterion_has_no_form_and_a_clerk_closes_no_year(town: None, client: Client) -> None:
    client.force_login(staff("clerk", "works"))
    assert client.get(reverse("strategy:maturity_answer", args=["smart_city", "s1"])).status_code == 404
    assert client.get(reverse("strategy:maturity_answer", args=["smart_city", "zz"])).status_code == 404
    assert client.post(reverse("strategy:maturity_freeze", args=["smart_city"])).status_code == 403
    client.force_login(staff("mayor"))
    assert client.post(reverse("strategy:maturity_freeze", args=["smart_city"])).status_code == 302
    assert MaturitySnapshot.objects.count() == 1


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_every_page_opens_in_every_language(town: None, client: Client, language: str) -> None:
    answer("i1", evidence="")
    freeze_year(checklist_code="smart_city", actor=None, now=timezone.now())
    year = MaturitySnapshot.objects.get().year
    for address in (
        reverse("strategy:maturity"),
        reverse("strategy:checklist", args=["smart_city"]),
        reverse("strategy:checklist", args=["people_centred"]),
        reverse("strategy:frozen_year", args=["smart_city", year]),
    ):
        assert client.get(address, {"lang": language}, follow=True).status_code == 200
    assert client.get(reverse("strategy:checklist", args=["moon"])).status_code == 404
    client.force_login(staff("mayor"))
    assert client.get(reverse("strategy:maturity_desk"), {"lang": language}, follow=True).status_code == 200


def test_a_page_of_fifty_answers_asks_as_little_as_one_of_none(
    town: None, client: Client, django_assert_max_num_queries: Any
) -> None:
    for one in checklist("smart_city", timezone.now()).criteria:
        if not one.indicator:
            answer(one.code)
    with django_assert_max_num_queries(12):
        client.get(reverse("strategy:checklist", args=["smart_city"]))


def test_the_demo_s_answers_are_marked_sample_and_go_away(town: None, client: Client) -> None:
    demo = overlay_of(current(), "demo")
    report = load_answers(demo, timezone.now(), True)
    assert report.created == 13
    assert load_answers(demo, timezone.now(), True).created == 0
    assert not MaturityAnswer.objects.filter(is_sample=False).exists()
    page = client.get(
        reverse("strategy:checklist", args=["smart_city"]), {"lang": "en"}, follow=True
    ).content.decode()
    assert "(örnek)" in page
    assert "Yes was said without evidence" in page
    assert remove_answers(timezone.now()) == 13
    assert not MaturityAnswer.objects.exists()
    assert not MaturitySnapshot.objects.exists()
