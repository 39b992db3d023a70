"""Who is told when a task or a clock of a case runs late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from meydan.base.jobs.public import run_due
from meydan.base.notify.public import Message
from meydan.base.people.public import ensure_unit
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.events import ClockBreached, PlaybookTaskBreached
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.operations.playbooks import step_all
from meydan.kernel.cases.tests.factories import service
from meydan.kernel.cases.tests.test_playbooks import in_town, started, task

__all__ = ["in_town"]

pytestmark = [pytest.mark.django_db, pytest.mark.store]
UNITS = ("environment", "cleaning", "help_desk", "disaster", "transport", "works", "water", "smart_city")
START = datetime(2026, 11, 23, 6, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def announced(kind: str) -> int:
    from django.apps import apps

    return apps.get_model("events", "Announcement").objects.filter(kind=kind).count()


def test_a_task_that_is_late_is_told_to_the_manager_once():
    boss = staff("manager", "environment", email="mudur@example.org", language="tr")
    run = started()
    step_all(START + 29 * MINUTE)
    assert announced(PlaybookTaskBreached.kind) == 0
    for minutes in (31, 32, 33):
        step_all(START + minutes * MINUTE)
    run_due(timezone.now() + MINUTE, 80)
    assert announced(PlaybookTaskBreached.kind) == 1
    assert task(run, "check").breached_at == START + 30 * MINUTE
    assert Message.objects.filter(template="clock_breached").count() == 1
    assert boss.email


def breached_case(**fields: object) -> Case:
    terms = [
        {"id": "arrive", "length": 1, "unit": "hour", "names": {"tr": "Varış"}, "on_expiry": "tell_manager"}
    ]
    chosen = service("quick", clocks=terms, workflow="alert_response")
    return public.open_case(service=chosen, now=START, **fields)


def test_a_clock_that_runs_out_is_told_to_the_units_manager_once():
    staff("manager", "works", email="fen@example.org")
    staff("clerk", "works", email="memur@example.org")
    breached_case()
    for _ in range(3):
        public.sweep_breaches(now=START + 2 * HOUR)
        run_due(timezone.now() + MINUTE, 80)
    assert announced(ClockBreached.kind) == 1
    message = Message.objects.get(template="clock_breached")
    assert message.address_masked.startswith("f")


def test_without_a_manager_of_its_own_the_unit_above_is_told():
    above = ensure_unit(code="town", names={"tr": "Belediye"})
    staff("manager", "town", email="ust@example.org")
    from meydan.base.people.public import OrgUnit
    from meydan.kernel.cases.operations.telling import managers_of

    works = OrgUnit.objects.get(code="cleaning")
    works.parent = above
    assert [account.email for account in managers_of(works)] == ["ust@example.org"]


def test_a_sample_case_writes_to_nobody():
    staff("manager", "works", email="fen@example.org")
    breached_case(is_sample=True)
    public.sweep_breaches(now=START + 2 * HOUR)
    run_due(timezone.now() + MINUTE, 80)
    assert not Message.objects.filter(template="clock_breached").exists()


def test_a_clock_that_says_nothing_of_the_manager_tells_nobody():
    staff("manager", "works", email="fen@example.org")
    terms = [{"id": "promise", "length": 1, "unit": "hour", "names": {"tr": "Söz"}}]
    public.open_case(service=service("slow", clocks=terms), now=START)
    public.sweep_breaches(now=START + 2 * HOUR)
    run_due(timezone.now() + MINUTE, 80)
    assert not Message.objects.exists()
