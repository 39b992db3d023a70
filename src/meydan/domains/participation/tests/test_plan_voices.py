"""A plan open for comments asks about each part; what changed says because of whom; figures by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.people.public import Account
from meydan.domains.participation import operations
from meydan.domains.participation.models import Consultation, Section
from meydan.kernel.strategy.public import Action, Goal, Plan, query_named

pytestmark = [pytest.mark.django_db, pytest.mark.store]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def plan(city: None) -> Plan:
    """One goal with one action, open for comments."""
    made = Plan.objects.create(
        code="p26", names={"tr": "Plan", "fa": "برنامه", "en": "Plan"}, starts_on=date(2026, 1, 1),
        ends_on=date(2030, 12, 31), status=Plan.Status.CONSULTATION,
    )  # fmt: skip
    goal = Goal.objects.create(
        plan=made, code="G1", names={"tr": "Temiz hava", "fa": "هوای پاک", "en": "Clean air"}
    )
    Action.objects.create(
        goal=goal, code="G1.1", names={"tr": "Ağaç dikimi", "fa": "درخت‌کاری", "en": "Trees"},
        starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1), updated_at=NOW,
    )  # fmt: skip
    return made


def asked_about(plan: Plan) -> Consultation:
    now = timezone.now()
    held = operations.open_hearing(
        code="plan-gorusu", names={"tr": "Plan taslağı"}, opens_at=now - DAY, closes_at=now + 9 * DAY,
        plan_code=plan.code,
    )  # fmt: skip
    operations.add_plan_sections(consultation=held, now=now)
    return operations.publish_consultation(consultation=held, actor=None, now=now - DAY)


def test_each_goal_and_action_has_its_own_link_while_the_plan_is_open(client: Client, plan: Plan) -> None:
    pages = [reverse("strategy:one_plan", args=["p26"]), reverse("strategy:action", args=["G1.1"])]
    assert all("plan-gorusu" not in client.get(page).content.decode() for page in pages)
    held = asked_about(plan)
    assert list(held.sections.values_list("subject_ref", flat=True)) == [
        "strategy.goal:G1",
        "strategy.action:G1.1",
    ]
    assert operations.add_plan_sections(consultation=held, now=timezone.now()) == 0
    whole, one = (client.get(page, {"lang": "tr"}).content.decode() for page in pages)
    assert "görüşünüze açık" in whole
    assert "/consultations/plan-gorusu/say/?section=1" in whole
    assert "/consultations/plan-gorusu/say/?section=2" in one
    Plan.objects.update(status=Plan.Status.PUBLISHED)
    assert all("/say/" not in client.get(page).content.decode() for page in pages)


def test_a_draft_of_a_plan_gives_away_nothing(plan: Plan) -> None:
    Plan.objects.update(status=Plan.Status.DRAFT)
    assert not asked_about(plan).sections.exists()


def test_afterwards_the_action_says_because_of_how_many(client: Client, plan: Plan, manager: Account) -> None:
    held = asked_about(plan)
    part = Section.objects.get(subject_ref="strategy.action:G1.1")
    opinions = [
        operations.say(consultation=held, words="Daha çok ağaç", token=str(number), now=timezone.now(),
                       where=operations.Where(section=part))
        for number in range(3)
    ]  # fmt: skip
    assert opinions[0].subject_ref == "strategy.action:G1.1"
    told = {"consultation": held, "gist": "Ağaç", "reason": "Eklendi", "action_code": "G1.1", "actor": manager,
            "now": timezone.now()}  # fmt: skip
    operations.answer_opinions(
        opinions=opinions[:2], outcome="accepted", changed="300 yerine 500 ağaç", **told
    )
    operations.answer_opinions(opinions=opinions[2:], outcome="not", **told)
    Plan.objects.update(status=Plan.Status.PUBLISHED)
    page = client.get(reverse("strategy:action", args=["G1.1"]), {"lang": "tr"}).content.decode()
    assert "2 görüş üzerine değişti" in page
    assert "300 yerine 500 ağaç" in page
    assert "1 görüş üzerine" not in page


def test_a_plan_of_many_parts_costs_no_query_a_part(
    client: Client, plan: Plan, django_assert_max_num_queries
) -> None:
    held, goal = asked_about(plan), Goal.objects.get()
    address = reverse("strategy:one_plan", args=["p26"])

    def asked() -> int:
        with django_assert_max_num_queries(40) as seen:
            client.get(address)
        return len(seen)

    asked()
    few = asked()
    for number in range(2, 40):
        Action.objects.create(goal=goal, code=f"G1.{number}", names={"tr": "İş"}, starts_on=date(2026, 1, 1),
                              ends_on=date(2027, 1, 1), updated_at=NOW)  # fmt: skip
        operations.add_section(
            consultation=held, names={"tr": "İş"}, subject_ref=f"strategy.action:G1.{number}"
        )
    assert asked() <= few + 1


def test_the_figures_by_hand(city: None, manager: Account) -> None:
    held = operations.open_hearing(code="h", names={"tr": "H"}, opens_at=NOW - 40 * DAY, closes_at=NOW + DAY)
    held = operations.publish_consultation(consultation=held, actor=None, now=NOW - 40 * DAY)
    opinions = [
        operations.say(consultation=held, words="x", token=str(at), now=NOW - at * DAY)
        for at in (30, 20, 4, 2)
    ]
    told = {"consultation": held, "gist": "g", "outcome": "not", "reason": "r", "actor": manager}
    operations.answer_opinions(opinions=opinions[:1], now=NOW - 20 * DAY, **told)
    operations.answer_opinions(opinions=opinions[1:2], now=NOW, **told)
    meeting = operations.plan_workshop(
        code="w", names={"tr": "W"}, opens_at=NOW - 9 * DAY, closes_at=NOW, starts_at=NOW - 8 * DAY,
        ends_at=NOW - 7 * DAY, where={"tr": "Ev"},
    )  # fmt: skip
    for kind, many in (("residents", 30), ("university", 7)):
        operations.count_attendance(workshop=meeting.workshop, kind=kind, count=many, actor=None, now=NOW)

    def figure(name: str, now: datetime = NOW, **params: object) -> float | None:
        return query_named(f"participation.{name}").run(params, now).value

    assert figure("opinions_answered_share") == 50.0
    # As it stood a day before: of four that had come, one was answered.
    assert figure("opinions_answered_share", NOW - DAY) == 25.0
    assert figure("answer_days") == pytest.approx((10 + 20) / 2)
    assert figure("answer_days", NOW - DAY) == pytest.approx(10)
    assert figure("answer_days", days=0.5) == pytest.approx(20)
    assert figure("people") == 4 + 37
    assert figure("people", way="workshop") == 37
    assert figure("people", attendance="university") == 7
    assert figure("people", NOW - 365 * DAY) == 0
