"""A changed set of rules is tried on the last year before it is put into force."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meydan.base.audit.public import entries
from meydan.base.forms.public import seal_answers
from meydan.base.forms.tests.factories import asked, version
from meydan.base.jobs.public import run_due
from meydan.base.people.tests.factories import staff, unit
from meydan.kernel.cases.engine.routing_reading import RoutingUnreadable
from meydan.kernel.cases.models import Case, CaseAnswers, RoutingDraft, RoutingVersion, Service
from meydan.kernel.cases.operations import routing_draft as desk
from meydan.kernel.cases.operations.opening import search_words
from meydan.kernel.cases.operations.routing import add_version, route
from meydan.kernel.cases.queries.routing import NO_RULES, rules_in_force, ruleset
from meydan.kernel.cases.queries.routing_replay import replay
from meydan.kernel.cases.tests.factories import MONDAY, case, service

pytestmark = pytest.mark.django_db
ORIGIN = RoutingVersion.Origin
UNITS = ("works", "parks", "lighting", "disaster")
BOX = [[39.40, 40.40], [39.50, 40.40], [39.50, 40.50], [39.40, 40.50]]


@pytest.fixture(autouse=True)
def in_town(pack: Any) -> None:
    pack("tr/gumushane")
    for code in UNITS:
        unit(code)
    service("road_fault")
    service("snow_ice", is_urgent=True, unit=unit("disaster"))


@pytest.fixture
def officer() -> Any:
    return staff("manager", "works", display_name="Gülşah Işık")


def document(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"rule": [{"code": f"r{n}", "names": {"en": f"Rule {n}"}, **one} for n, one in enumerate(rows)]}


def many_cases(count: int, seed: int = 1) -> list[Case]:
    """Cases of every kind over the last months, written at once."""
    chance, services = random.Random(seed), [service("road_fault"), service("snow_ice")]
    words = ["Kopmuş tel", "kar yığını", "çukur var", "سیم برق", ""]
    made = []
    for number in range(count):
        has_point = chance.random() < 0.7
        opened_at = MONDAY - timedelta(minutes=chance.randrange(300 * 24 * 60))
        one = Case(
            code=f"GM-{seed}-{number}",
            service=chance.choice(services),
            unit=unit("works"),
            state="received",
            description=chance.choice(words),
            lon=39.3 + chance.random() * 0.3 if has_point else None,
            lat=40.3 + chance.random() * 0.3 if has_point else None,
            source=chance.choice(["web", "phone", "muhtar"]),
            has_given_unit=chance.random() < 0.1,
            opened_at=opened_at,
            updated_at=opened_at,
        )
        one.search = search_words(one)
        made.append(one)
    return Case.objects.bulk_create(made, batch_size=500)


def some_rules(chance: random.Random) -> dict[str, Any]:
    conditions: list[dict[str, Any]] = [
        {"services": ["snow_ice"]},
        {"words": ["tel", "سیم"]},
        {"channels": ["muhtar", "phone"]},
        {"hours": "outside"},
        {"hours": ["22:00", "06:00"]},
        {"polygon": BOX},
        {"only": "urgent"},
    ]
    rows = []
    for _number in range(chance.randrange(5)):
        row: dict[str, Any] = {"unit": chance.choice(UNITS), "urgent": chance.random() < 0.3}
        for condition in chance.sample(conditions, chance.randrange(1, 4)):
            row |= condition
        rows.append(row)
    return document(*rows)


@pytest.mark.parametrize("seed", range(8))
def test_a_trial_tells_what_opening_each_case_again_would_do(seed: int) -> None:
    chance = random.Random(seed)
    made = [one for one in many_cases(150, seed) if not one.has_given_unit]
    both = [some_rules(chance), some_rules(chance)]
    told = replay(ruleset(both[0]), ruleset(both[1]), MONDAY + timedelta(days=1), batch=37)
    ends: list[dict[int, Any]] = []
    for one in both:
        add_version(document=one, origin=ORIGIN.DESK, now=MONDAY)
        ends.append({row.pk: route(row, {}) for row in made})
    was, becomes = ends
    moved = [pk for pk in was if was[pk].unit != becomes[pk].unit]
    assert (told.cases, told.moved) == (len(made), len(moved))
    assert sum(told.flows.values()) == len(moved)
    for pk in moved:
        assert told.flows[was[pk].unit.code, becomes[pk].unit.code] > 0
    for counted, end in ((told.before, was), (told.after, becomes)):
        assert dict(counted) == dict(Counter(one.unit.code for one in end.values()))
    assert dict(told.caught) == dict(Counter(one.said.get("code", "") for one in becomes.values()))
    assert told.urgent_after == sum(one.is_urgent for one in becomes.values())


def test_a_trial_counted_by_hand() -> None:
    for words, hour in (("tel koptu", 9), ("tel koptu", 9), ("çukur", 9)):
        case(description=words, now=MONDAY.replace(hour=hour))
    case(description="tel koptu", unit="parks")
    case(description="tel koptu", now=MONDAY - timedelta(days=400))
    rules = document({"unit": "lighting", "words": ["tel"]}, {"unit": "parks", "words": ["leylek"]})
    told = replay(NO_RULES, ruleset(rules), MONDAY + timedelta(days=1)).told()
    assert told["cases"] == 3
    assert told["flows"] == [["works", "lighting", 2]]
    assert told["loads"] == [["lighting", 0, 2], ["works", 3, 1]]
    assert told["caught"] == {"": 1, "r0": 2}
    assert [one[1:] for one in told["examples"]] == [["works", "lighting", "r0"]] * 2


def test_answers_of_a_form_are_opened_only_when_a_rule_asks_for_them() -> None:
    made = case()
    Service.objects.filter(code="road_fault").update(form="any")
    CaseAnswers.objects.create(
        case=made, version=version(asked('use'), now=MONDAY), channel="web", taken_at=MONDAY,
        answers_sealed=seal_answers({"answers": {"use": "home", "wet": True}, "proofs": {}}),
    )  # fmt: skip
    for answers, count in ({"use": ["home"]}, 1), ({"use": ["barn"]}, 0), ({"wet": ["yes"]}, 1):
        rules = document({"unit": "parks", "answers": answers})
        assert replay(NO_RULES, ruleset(rules), MONDAY + timedelta(days=1)).moved == count
    with CaptureQueriesContext(connection) as seen:
        replay(NO_RULES, ruleset(document({"unit": "parks", "words": ["tel"]})), MONDAY + timedelta(days=1))
    assert not [one for one in seen.captured_queries if "answers_sealed" in one["sql"]]


def test_twenty_thousand_cases_cost_few_queries_and_only_the_columns_asked_for() -> None:
    many_cases(20_000)
    rules = ruleset(document({"unit": "parks", "polygon": BOX}, {"unit": "lighting", "hours": "outside"}))
    with CaptureQueriesContext(connection) as seen:
        told = replay(NO_RULES, rules, MONDAY + timedelta(days=1), batch=5_000)
    assert told.cases > 17_000
    assert told.moved > 1_000
    assert len(told.examples) == 50
    assert len(seen.captured_queries) <= 12
    assert not [one for one in seen.captured_queries if "description" in one["sql"]]


# --- the draft -------------------------------------------------------------------------------
def begun(officer: Any, *rows: dict[str, Any]) -> RoutingDraft:
    draft = desk.begin_draft(actor=officer, now=MONDAY)
    return desk.change_draft(revision=draft.revision, document=document(*rows), actor=officer, now=MONDAY)


def tried(draft: RoutingDraft, now: datetime = MONDAY) -> RoutingDraft:
    assert desk.ask_for_trial(revision=draft.revision, now=now)
    return RoutingDraft.objects.get()


def test_a_tried_draft_comes_into_force_with_its_reason_its_post_and_an_audit_entry(officer: Any) -> None:
    draft = tried(begun(officer, {"unit": "parks", "kinds": ["request"]}))
    made = desk.put_into_force(revision=draft.revision, reason="Parklar devraldı", actor=officer, now=MONDAY)
    assert (made.number, made.origin, made.reason) == (1, ORIGIN.DESK, "Parklar devraldı")
    assert made.post_names["en"].endswith("post")
    assert "examples" not in made.trial
    assert entries(verb="cases.routing").count() == 1
    assert not RoutingDraft.objects.exists()
    assert case().unit.code == "parks"


def test_nothing_comes_into_force_untried_unfounded_or_with_a_fault(officer: Any) -> None:
    draft = begun(officer, {"unit": "parks", "kinds": ["request"]})
    with pytest.raises(desk.NotTried):
        desk.put_into_force(revision=draft.revision, reason="x", actor=officer, now=MONDAY)
    draft = tried(draft)
    with pytest.raises(desk.ReasonMissing):
        desk.put_into_force(revision=draft.revision, reason="  ", actor=officer, now=MONDAY)
    changed = desk.change_draft(
        revision=draft.revision,
        document=document(
            {"unit": "parks", "kinds": ["request"]}, {"unit": "works", "services": ["road_fault"]}
        ),
        actor=officer,
        now=MONDAY,
    )
    with pytest.raises(RoutingUnreadable):
        desk.put_into_force(revision=tried(changed).revision, reason="x", actor=officer, now=MONDAY)
    with pytest.raises(RoutingUnreadable):
        desk.change_draft(revision=changed.revision, document={"rule": [{}]}, actor=officer, now=MONDAY)
    assert not RoutingVersion.objects.exists()


def test_of_two_officers_the_second_is_told_and_overwrites_nothing(officer: Any) -> None:
    other = staff("administrator")
    draft = begun(officer, {"unit": "parks", "kinds": ["request"]})
    assert desk.begin_draft(actor=other, now=MONDAY).pk == draft.pk
    mended = document({"unit": "lighting", "words": ["tel"]})
    desk.change_draft(revision=draft.revision, document=mended, actor=other, now=MONDAY)
    for late in (
        lambda: desk.change_draft(revision=draft.revision, document=document(), actor=officer, now=MONDAY),
        lambda: desk.ask_for_trial(revision=draft.revision, now=MONDAY),
        lambda: desk.put_into_force(revision=draft.revision, reason="x", actor=officer, now=MONDAY),
        lambda: desk.drop_draft(revision=draft.revision),
    ):
        with pytest.raises(desk.DraftChanged):
            late()
    assert RoutingDraft.objects.get().document["rule"][0]["unit"] == "lighting"


def test_a_draft_tried_against_other_rules_than_those_in_force_is_tried_again(officer: Any) -> None:
    draft = tried(begun(officer, {"unit": "parks", "kinds": ["request"]}))
    add_version(document=document({"unit": "works", "words": ["kar"]}), origin=ORIGIN.PACK, now=MONDAY)
    with pytest.raises(desk.RulesMoved):
        desk.put_into_force(revision=draft.revision, reason="x", actor=officer, now=MONDAY)
    draft = tried(draft)
    assert desk.put_into_force(revision=draft.revision, reason="x", actor=officer, now=MONDAY).number == 2


def test_an_earlier_version_comes_back_as_a_version_of_its_own(officer: Any) -> None:
    parks, lights = ({"unit": code, "kinds": ["request"]} for code in ("parks", "lighting"))
    first = add_version(document=document(parks), origin=ORIGIN.PACK, now=MONDAY)
    add_version(document=document(lights), origin=ORIGIN.DESK, now=MONDAY)
    with pytest.raises(desk.RulesMoved):
        desk.take_back(number=1, expected=1, reason="x", actor=officer, now=MONDAY)
    back = desk.take_back(number=1, expected=2, reason="Yanlıştı", actor=officer, now=MONDAY)
    assert (back.number, back.back_to, back.document) == (3, 1, first.document)
    assert rules_in_force().number == 3
    assert RoutingVersion.objects.count() == 3


def test_a_large_archive_is_counted_by_a_job_and_a_changed_draft_is_not_waited_for(
    officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "MOST_AT_ONCE", 1)
    case(), case()
    draft = begun(officer, {"unit": "parks", "kinds": ["request"]})
    assert not desk.ask_for_trial(revision=draft.revision, now=MONDAY + timedelta(days=1))
    assert RoutingDraft.objects.get().trial_state == "waiting"
    run_due(timezone.now() + timedelta(minutes=1))
    assert RoutingDraft.objects.get().trial_state == "done"
    changed = document({"unit": "works", "words": ["tel"]})
    draft = desk.change_draft(revision=draft.revision, document=changed, actor=officer, now=MONDAY)
    assert not desk.run_trial(revision=draft.revision - 1, now=MONDAY)
    assert RoutingDraft.objects.get().trial == {}
