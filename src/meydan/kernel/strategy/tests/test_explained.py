"""A missed date is explained before anything else of the promise changes, whichever way the change comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from meydan.base.people.tests.factories import staff, unit
from meydan.kernel.strategy.models import Action, ActionChange, Plan, PlanImport
from meydan.kernel.strategy.operations.loading import load_plan
from meydan.kernel.strategy.operations.noting import ExplanationMissing
from meydan.kernel.strategy.operations.saying import say
from meydan.kernel.strategy.operations.versions import move_on
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db
MISSED = date(2026, 10, 31)


@pytest.fixture
def late() -> Action:
    return make.action("1.1", ends_on=MISSED, names=make.names("Late"))


def explain(words: str = "The supplier failed.") -> None:
    say(
        code="1.1",
        sentence="We go on.",
        progress_percent=55,
        explanation=words,
        language="en",
        actor=staff("manager", unit("works")),
        now=make.MONDAY,
    )


def bring(client: Client, table: str) -> PlanImport:
    client.force_login(staff("administrator"))
    sent = {"file": SimpleUploadedFile("plan.csv", table.encode()), "language": "en", "plan": "plan"}
    client.post(reverse("strategy:imports"), sent)
    found = PlanImport.objects.latest("pk")
    client.post(reverse("strategy:import", args=[found.pk]), {"do": "keep"})
    found.refresh_from_db()
    return found


TABLE = (
    "goal_code,goal.en,action_code,action.en,unit,starts_on,ends_on\n"
    "1,Goal en,1.1,Late en,works,2026-01-01,2030-01-01\n"
    "1,Goal en,1.2,New en,works,2026-01-01,2030-01-01\n"
)


def test_an_import_leaves_what_is_late_and_unexplained_as_it_is_and_brings_the_rest_in(
    client: Client, late: Action
) -> None:
    found = bring(client, TABLE)
    assert [(one["kind"], one["text"]) for one in found.faults] == [("late_unexplained", "1.1")]
    assert Action.objects.get(code="1.1").ends_on == MISSED
    assert Action.objects.get(code="1.2").ends_on == date(2030, 1, 1)
    explain()
    again = bring(client, TABLE)
    assert again.faults == []
    assert Action.objects.get(code="1.1").ends_on == date(2030, 1, 1)


def test_a_revision_waits_until_every_missed_date_is_explained(late: Action) -> None:
    actor = staff("mayor")
    Plan.objects.update(status="published")
    with pytest.raises(ExplanationMissing, match=r"1\.1"):
        move_on(code="plan", status="revised", reason="No. 5", actor=actor, now=make.MONDAY)
    explain()
    assert move_on(code="plan", status="revised", reason="No. 5", actor=actor, now=make.MONDAY) is not None


def test_whoever_revises_reads_which_reasons_are_missing(client: Client, late: Action) -> None:
    client.force_login(staff("mayor"))
    answer = client.post(
        reverse("strategy:step", args=["plan"]), {"status": "revised", "reason": "No. 5", "lang": "en"}
    )
    assert answer.status_code == 422
    assert "1.1" in answer.content.decode()


class _Pack:
    """A pack's plan of one action."""

    def __init__(self, **fields: Any) -> None:
        self.fields = fields

    def document(self, name: str) -> dict[str, Any]:
        row = {"code": "1.1", "goal": "1", "names": make.names("Late"), "unit": "works", **self.fields}
        row = {"starts_on": date(2026, 1, 1), "ends_on": MISSED, "status": "running", "progress": 50, **row}
        head = {"code": "plan", "names": make.names("Plan"), "status": "published"}
        head |= {"starts_on": date(2025, 1, 1), "ends_on": date(2029, 12, 31)}
        goals = [{"code": "1", "names": make.names("Goal"), "theme": "water"}]
        return {"plan": head, "goal": goals, "action": [row]} if name == "plan" else {}


@pytest.mark.parametrize(
    "change", [{"ends_on": date(2030, 1, 1)}, {"budget": 5}, {"status": "dropped"}, {"progress": 90}]
)
def test_a_plan_file_does_not_talk_a_missed_date_away(late: Action, change: dict[str, Any]) -> None:
    load_plan(_Pack(), make.MONDAY, False)  # type: ignore[arg-type]
    with pytest.raises(ExplanationMissing):
        load_plan(_Pack(**change), make.MONDAY, False)  # type: ignore[arg-type]
    explained = _Pack(**change, explanation={"en": "Frost."})
    load_plan(explained, make.MONDAY, False)  # type: ignore[arg-type]
    assert Action.objects.get().explanation == {"en": "Frost."}


@pytest.mark.parametrize("way", [lambda: explain(), lambda: None])
def test_everybody_reads_when_the_reason_was_written(
    client: Client, late: Action, way: Callable[[], None]
) -> None:
    way()
    page = client.get(reverse("strategy:action", args=["1.1"]), {"lang": "en"}, follow=True).content.decode()
    assert ("written on 23 November 2026" in page) is bool(ActionChange.objects.count())


def test_a_new_date_stands_in_the_history_with_the_old_one(client: Client, late: Action) -> None:
    explain()
    bring(client, TABLE)
    told = {one.field: (one.before, one.after) for one in ActionChange.objects.all()}
    assert told["ends_on"] == ("2026-10-31", "2030-01-01")
    assert told["explanation"] == ({}, {"en": "The supplier failed."})
    page = client.get(reverse("strategy:action", args=["1.1"]), {"lang": "en"}, follow=True).content.decode()
    for words in ("31 October 2026, now 1 January 2030", "brought in with a table", "The supplier failed."):
        assert words in page


def test_finished_work_owes_nothing_after_its_day(late: Action) -> None:
    Action.objects.update(status="done")
    say(
        code="1.1", sentence="All done.", progress_percent=100, is_done=True, language="en",
        actor=staff("manager", unit("works")), now=make.MONDAY + timedelta(days=1),
    )  # fmt: skip
    assert Action.objects.get().status == "done"
