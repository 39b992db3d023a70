"""What reached the public never changes; what changed since is said; the table comes back as it left."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from meydan.base.audit.public import Entry
from meydan.base.people.public import OrgUnit
from meydan.base.people.tests.factories import staff
from meydan.kernel.strategy.engine.difference import difference
from meydan.kernel.strategy.engine.document import as_document
from meydan.kernel.strategy.models import Action, Dependency, Plan, PlanImport, PlanVersion, Step, Target
from meydan.kernel.strategy.operations.versions import (
    NothingChanged,
    ReasonMissing,
    StepNotAllowed,
    move_on,
)
from meydan.kernel.strategy.register import held_table
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    """A plan before the council: a target, two actions that hang on each other, a step."""
    first = make.action("1.1", budget=Decimal("1200.50"), risk="Flood,\nfrost", partners=[make.names("Uni")])
    second = make.action("1.10", owner_text="A union", unit=None, status="dropped")
    first.target = Target.objects.create(goal=first.goal, code="T1", names=make.names("Less loss"))
    first.save()
    Step.objects.create(
        action=first, code="a", names=make.names("Survey"), ends_on=date(2026, 6, 1), output="Map"
    )
    Dependency.objects.create(action=second, needs=first)
    make.connect(first, make.indicator("loss"))
    Plan.objects.update(status="council")
    return Plan.objects.get()


def publish(plan: Plan, status: str = "published", reason: str = "Council, 1 December, 12") -> PlanVersion:
    found = move_on(code=plan.code, status=status, reason=reason, actor=staff("mayor"), now=make.MONDAY)
    assert found is not None
    return found


def test_a_version_stays_as_it_was_and_its_file_has_the_sum_that_is_shown(client: Client, plan: Plan) -> None:
    version = publish(plan)
    Action.objects.filter(code="1.1").update(budget=99)
    body = client.get(reverse("strategy:document", args=[plan.code, 1])).content
    assert hashlib.sha256(body).hexdigest() == version.sha256
    assert b"1200.50" in body
    assert Entry.objects.filter(verb="strategy.plan_moved").count() == 1


def test_everybody_reads_what_changed_since_a_version(client: Client, plan: Plan) -> None:
    publish(plan)
    Action.objects.filter(code="1.1").update(budget=99, ends_on=date(2028, 1, 1))
    publish(plan, "revised", "The flood of May")
    path = reverse("strategy:versions", args=[plan.code])
    page = client.get(path, {"lang": "en", "from": "1", "to": "2"}, follow=True).content.decode()
    for words in ("New date", "New amount", "15 Oct 2027", "1 Jan 2028", "The flood of May", "Action 1.1 en"):
        assert words in page


def test_the_council_decides_in_its_order_and_says_what(plan: Plan) -> None:
    with pytest.raises(ReasonMissing):
        publish(plan, reason=" ")
    with pytest.raises(StepNotAllowed):
        publish(plan, "revised")
    publish(plan)
    with pytest.raises(StepNotAllowed):
        publish(plan, "draft")
    with pytest.raises(NothingChanged):
        publish(plan, "revised")
    assert PlanVersion.objects.count() == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_plans_table_comes_back_as_it_left(client: Client, plan: Plan, kind: str) -> None:
    before = held_table(plan)
    sheet = client.get(reverse("strategy:table", args=[plan.code, kind])).content
    client.force_login(staff("administrator"))
    sent = {"file": SimpleUploadedFile(f"plan.{kind}", sheet), "language": "en", "plan": plan.code}
    client.post(reverse("strategy:imports"), sent)
    found = PlanImport.objects.get()
    client.post(reverse("strategy:import", args=[found.pk]), {"do": "keep"})
    found.refresh_from_db()
    assert found.status == "kept"
    assert [fault["kind"] for fault in found.faults] == ["owner_unknown"]
    assert difference(before, held_table(plan)) == []
    Plan.objects.filter(pk=plan.pk).update(code="old")
    Action.objects.all().delete()
    client.post(reverse("strategy:imports"), {**sent, "file": SimpleUploadedFile("x", sheet), "plan": "old"})
    client.post(reverse("strategy:import", args=[PlanImport.objects.latest("pk").pk]), {"do": "keep"})
    again, old = as_document(held_table(plan)), as_document(before)
    for goal in (*again["goals"], *old["goals"]):
        for target in goal["targets"]:
            for action in target["actions"]:
                for row in (action, *action["steps"]):
                    row["source"] = None
    assert again == old


def test_an_owner_that_was_removed_is_said_in_public(client: Client, plan: Plan) -> None:
    OrgUnit.objects.filter(code="works").delete()
    page = client.get(reverse("strategy:action", args=["1.1"]), {"lang": "en"}, follow=True).content.decode()
    assert "No owner" in page
    for words in ("Survey en", "Flood,", "waits for this", "Less loss en"):
        assert words in page


def test_a_draft_is_read_by_staff_alone(client: Client, plan: Plan) -> None:
    Plan.objects.update(status="draft")
    paths = [reverse(f"strategy:{name}", args=[plan.code]) for name in ("one_plan", "versions")]
    paths += [reverse("strategy:action", args=["1.1"]), reverse("strategy:table", args=[plan.code, "csv"])]
    assert [client.get(path).status_code for path in paths] == [404] * 4
    client.force_login(staff("clerk"))
    assert [client.get(path).status_code for path in paths] == [200] * 4


def test_the_mayor_moves_the_plan_on_and_a_clerk_does_not(client: Client, plan: Plan) -> None:
    path = reverse("strategy:step", args=[plan.code])
    client.force_login(staff("clerk"))
    assert client.get(path).status_code == 403
    client.force_login(staff("mayor"))
    assert client.post(path, {"status": "published"}).status_code == 422
    assert client.post(path, {"status": "published", "reason": "No. 12"}).status_code == 302
    assert Plan.objects.get().status == "published"
    assert PlanVersion.objects.get().made_at - make.MONDAY > timedelta(0)
