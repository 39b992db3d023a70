"""A playbook goes to work on an alert: once, in order, with clocks, and ends when it should."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from meydan.base.events.public import publish
from meydan.base.jobs.public import run_due
from meydan.base.notify.public import Message
from meydan.base.people.public import NotAllowed, ensure_unit
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public, registry
from meydan.kernel.cases.models import Case, Document, PlaybookRun, PlaybookTask
from meydan.kernel.cases.operations.photos import sweep_waiting
from meydan.kernel.cases.operations.playbook_tasks import TaskIsACase, TaskNotOpen, tick_off
from meydan.kernel.cases.operations.playbooks import ReasonMissing, RunIsOver, step, step_all, stop_run
from meydan.kernel.cases.operations.playbooks import start_playbooks as start
from meydan.kernel.cases.tests.factories import picture, service
from meydan.kernel.observations.public import Alert, AlertOpened, Rule, dismiss_alert, store
from meydan.kernel.observations.tests.factories import rule, stream

pytestmark = [pytest.mark.django_db, pytest.mark.store]
UNITS = ("environment", "cleaning", "help_desk", "disaster", "transport", "works", "water", "smart_city")
START = datetime(2026, 11, 23, 6, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    town = pack("tr/gumushane")
    for code in UNITS:
        ensure_unit(code=code, names={"tr": code})
    service("air_alert", workflow="alert_response", kind="alert", is_public=False)
    service("river_alert", workflow="alert_response", kind="alert", is_public=False)
    return town


def alert_of(code: str, now: datetime, **changes: object) -> Alert:
    """An alert as it comes from a value beyond the limit of a rule of that code."""
    found = Rule.objects.filter(code=code).first()
    series = stream("pm2_5" if "pm2" in code else "river_level", thing_key=f"s-{code}", period_s=3600)
    found = found or rule(series, code=code, service="air_alert", **changes)
    store(rows=[(series.pk, now, 80.0)], now=now, source="test")
    return Alert.objects.filter(rule=found).latest("pk")


def event_of(alert: Alert) -> AlertOpened:
    return AlertOpened(
        alert_id=alert.pk, rule=alert.rule.code, datastream_id=alert.datastream_id,
        thing_id=alert.datastream.thing_id, place_id=None, service=alert.rule.service,
        severity=alert.rule.severity, value=80.0, limit=35.0, at=alert.opened_at.isoformat(),
    )  # fmt: skip


def started(code: str = "pm2_5_hour_high", now: datetime = START, **changes: object) -> PlaybookRun:
    (run,) = start(event_of(alert_of(code, now, **changes)), now)
    return run


def states(run: PlaybookRun) -> dict[str, str]:
    return dict(run.tasks.values_list("key", "state"))


def task(run: PlaybookRun, key: str) -> PlaybookTask:
    return PlaybookTask.objects.get(run=run, key=key)


def test_an_alert_starts_its_playbook_once_however_often_it_is_told(now):
    alert = alert_of("pm2_5_hour_high", START)
    run_due(timezone.now() + MINUTE, 50)
    assert start(event_of(alert), now) == []
    publish(event_of(alert), now)
    run_due(timezone.now() + MINUTE, 50)
    run = PlaybookRun.objects.get()
    assert states(run) == {"check": "open", "site": "waiting", "wash": "waiting", "people": "waiting"}


def test_a_rule_that_no_playbook_answers_to_starts_nothing(now):
    assert start(event_of(alert_of("pm2_5_day_high", START)), now) == []


def test_tasks_open_when_those_before_them_are_done():
    run, officer = started(), staff("inspector", "environment")
    tick_off(task_id=task(run, "check").pk, actor=officer, now=START + 10 * MINUTE, note="Üçü de yüksek")
    assert states(run) == {"check": "done", "site": "open", "wash": "open", "people": "open"}
    wash = task(run, "wash")
    assert wash.due_at == START + 10 * MINUTE + 3 * HOUR
    assert (task(run, "check").done_by, task(run, "check").note) == (officer, "Üçü de yüksek")


def test_the_task_with_the_rules_own_service_is_the_alerts_own_case():
    run = started()
    officer = staff("manager", "environment")
    tick_off(task_id=task(run, "check").pk, actor=officer, now=START, note="x")
    run_due(timezone.now() + MINUTE, 50)
    case = Case.objects.get()
    assert (case.alert_id, task(run, "site").case_id) == (run.alert_id, case.pk)


def test_a_task_of_another_unit_is_not_ticked_off():
    run = started()
    with pytest.raises(NotAllowed):
        tick_off(task_id=task(run, "check").pk, actor=staff("clerk", "cleaning"), now=START, note="x")
    assert task(run, "check").state == "open"


def test_a_task_asks_for_what_it_requires_and_keeps_the_photo():
    run, boss = started(), staff("manager", "cleaning")
    tick_off(task_id=task(run, "check").pk, actor=staff("manager", "environment"), now=START, note="x")
    wash = task(run, "wash")
    with pytest.raises(public.EvidenceMissing) as lacking:
        tick_off(task_id=wash.pk, actor=boss, now=START)
    assert lacking.value.missing == ["note", "evidence"]
    tick_off(task_id=wash.pk, actor=boss, now=START, note="Yollar ıslatıldı", evidence=[picture()])
    assert sweep_waiting(before=START + 99 * HOUR) == 0
    assert Document.objects.get().task_id == wash.pk


def test_a_task_is_done_once_and_not_before_its_time():
    run, officer = started(), staff("manager", "environment")
    with pytest.raises(TaskNotOpen):
        tick_off(task_id=task(run, "wash").pk, actor=officer, now=START, note="x")
    tick_off(task_id=task(run, "check").pk, actor=officer, now=START, note="x")
    with pytest.raises(TaskNotOpen):
        tick_off(task_id=task(run, "check").pk, actor=officer, now=START, note="y")
    with pytest.raises(TaskIsACase):
        tick_off(task_id=task(run, "site").pk, actor=officer, now=START, note="y")


def finished() -> PlaybookRun:
    run, boss = started(), staff("administrator", "works")
    for key in ("check", "wash", "people"):
        evidence = [picture()] if key == "wash" else []
        tick_off(task_id=task(run, key).pk, actor=boss, now=START, note="oldu", evidence=evidence)
    return run


def close_case(case: Case, boss: object, now: datetime) -> None:
    public.assign(case_id=case.pk, assignee=boss, actor=boss, now=now)
    for arrow in ("assign", "arrive"):
        public.advance(case_id=case.pk, transition=arrow, actor=boss, now=now)
    public.advance(
        case_id=case.pk, transition="finish", actor=boss, now=now, note="oldu", evidence=[picture()]
    )


def test_closing_the_case_does_its_task_and_the_last_task_ends_the_run():
    run = finished()
    boss = staff("manager", "environment")
    case = task(run, "site").case
    assert case is not None
    case.unit = task(run, "site").unit
    case.save()
    close_case(case, boss, START + HOUR)
    run_due(timezone.now() + MINUTE, 80)
    run.refresh_from_db()
    assert states(run)["site"] == "done"
    assert (run.state, run.outcome) == ("closed", "done")


def test_what_was_done_can_be_told_afterwards():
    run = finished()
    told = public.playbook_actions(run.alert_id)
    assert [(action.unit, action.result, action.kind) for action in told] == [
        ("environment", "oldu", "task"), ("cleaning", "oldu", "task"), ("help_desk", "oldu", "task"),
    ]  # fmt: skip
    assert all(action.at == START for action in told)
    assert public.playbook_actions(10**9) == []


def test_a_withdrawn_alert_ends_its_playbook_and_says_why():
    run = started()
    Alert.objects.filter(pk=run.alert_id).update(is_withdrawn=True, status="expired", closed_at=START)
    step_all(START + MINUTE)
    run.refresh_from_db()
    assert (run.state, run.outcome) == ("closed", "withdrawn")
    assert set(states(run).values()) == {"dropped"}


def test_corrected_values_end_the_playbook_by_themselves(now):
    series = stream("pm2_5", thing_key="late")
    rule(series, code="pm2_5_hour_high", service="")
    store(rows=[(series.pk, START, 80.0)], now=START, source="test")
    run_due(timezone.now() + MINUTE, 50)
    store(rows=[(series.pk, START, 8.0)], now=START + HOUR, source="test")
    run_due(timezone.now() + MINUTE, 50)
    assert PlaybookRun.objects.get().outcome == "withdrawn"


def test_an_alert_that_was_dismissed_before_it_was_heard_of_starts_nothing(now):
    alert = alert_of("pm2_5_hour_high", START)
    dismiss_alert(alert_id=alert.pk, reason="Bakım", actor=staff("clerk", "environment"), now=now)
    assert start(event_of(alert), now) == []


def test_dismissing_the_alert_ends_the_run_with_the_reason():
    run = started()
    dismiss_alert(alert_id=run.alert_id, reason="Bakım var", actor=staff("clerk", "water"), now=START)
    run_due(timezone.now() + MINUTE, 50)
    run.refresh_from_db()
    assert (run.outcome, run.reason) == ("dismissed", "Bakım var")


def test_a_run_ends_when_its_alert_has_been_over_for_long_enough():
    run = started("river_level_high")
    Alert.objects.filter(pk=run.alert_id).update(status="expired", closed_at=START, cleared_at=START)
    assert step(run.pk, START + 5 * HOUR).state == "running"
    # The value rose again, and the alert with it: the time begins anew.
    Alert.objects.filter(pk=run.alert_id).update(status="open", closed_at=None, cleared_at=None)
    assert step(run.pk, START + 7 * HOUR).state == "running"
    Alert.objects.filter(pk=run.alert_id).update(status="expired", closed_at=START + 8 * HOUR)
    assert step(run.pk, START + 13 * HOUR).state == "running"
    assert step(run.pk, START + 14 * HOUR).outcome == "over"


def test_a_run_is_ended_by_hand_with_a_reason_and_once():
    run, boss = started(), staff("manager", "environment")
    with pytest.raises(ReasonMissing):
        stop_run(run_id=run.pk, reason=" ", actor=boss, now=START)
    assert stop_run(run_id=run.pk, reason="Tatbikattı", actor=boss, now=START).outcome == "stopped"
    with pytest.raises(RunIsOver):
        stop_run(run_id=run.pk, reason="Yine", actor=boss, now=START)


# -- notices --------------------------------------------------------------------------------------


@pytest.fixture
def drafts() -> Iterator[list[registry.NoticeFacts]]:
    made: list[registry.NoticeFacts] = []

    def draft(facts: registry.NoticeFacts, now: datetime) -> str:
        made.append(facts)
        return "warnings.warning:7"

    registry.register_playbook_notice("warning_draft", draft)
    yield made
    registry.forget_notice("warning_draft")


@pytest.fixture
def no_handler() -> Iterator[None]:
    before = registry.notice_handler("warning_draft")
    registry.forget_notice("warning_draft")
    yield
    if before is not None:
        registry.register_playbook_notice("warning_draft", before)


def notices(run: PlaybookRun) -> dict[str, tuple[str, int, str]]:
    return {row.key: (row.state, row.reached, row.said) for row in run.notices.all()}


def test_managers_are_written_to_and_a_room_above_makes_its_draft(no_handler, drafts):
    staff("manager", "environment", email="mudur@example.org")
    run = started()
    for _ in range(3):
        step(run.pk, START + MINUTE)
    assert notices(run) == {"managers": ("sent", 1, ""), "draft": ("sent", 1, "warnings.warning:7")}
    assert [(facts.target, facts.alert_id, facts.rule) for facts in drafts] == [
        ("air_pollution", run.alert_id, "pm2_5_hour_high")
    ]
    assert Message.objects.filter(template="playbook_notice").count() == 1


def test_a_kind_that_no_room_knows_says_so_and_holds_nothing_up(no_handler):
    run = started()
    assert notices(run)["draft"][0] == "failed"
    assert states(run)["check"] == "open"


def test_a_room_that_fails_is_asked_again_and_holds_nothing_up(no_handler):
    calls: list[int] = []

    def broken(facts: registry.NoticeFacts, now: datetime) -> str:
        calls.append(1)
        if len(calls) < 3:
            raise ValueError("not now")
        return "made"

    registry.register_playbook_notice("warning_draft", broken)
    try:
        run = started()
        assert notices(run)["draft"] == ("waiting", 0, "ValueError: not now")
        assert states(run)["check"] == "open"
        step(run.pk, START + MINUTE)
        step(run.pk, START + 2 * MINUTE)
    finally:
        registry.forget_notice("warning_draft")
    assert notices(run)["draft"] == ("sent", 1, "made")


def test_a_list_reaches_each_person_once():
    staff("manager", "disaster", email="afet@example.org")
    staff("inspector", "disaster", email="gorevli@example.org")
    run = started("river_level_high")
    assert notices(run)["duty"][:2] == ("sent", 2)


def test_notices_wait_for_the_end_of_the_quiet_hours_and_tasks_do_not():
    from datetime import time

    staff("manager", "environment", email="mudur@example.org")
    night = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    run = started(now=night, quiet_from=time(22), quiet_to=time(7))
    assert notices(run)["managers"][0] == "waiting"
    assert states(run)["check"] == "open"
    step(run.pk, datetime(2026, 11, 23, 3, 59, tzinfo=UTC))
    assert notices(run)["managers"][0] == "waiting"
    step(run.pk, datetime(2026, 11, 23, 4, 0, tzinfo=UTC))
    assert notices(run)["managers"][0] == "sent"


def test_a_sample_alert_writes_to_nobody():
    staff("manager", "environment", email="mudur@example.org")
    alert = alert_of("pm2_5_hour_high", START)
    Alert.objects.filter(pk=alert.pk).update(is_sample=True)
    (run,) = start(event_of(alert), START)
    assert notices(run)["managers"][:2] == ("nobody", 0)
    assert not Message.objects.exists()


def test_a_kind_of_notice_belongs_to_one_room(no_handler, drafts):
    with pytest.raises(registry.NoticeKindTaken):
        registry.register_playbook_notice("warning_draft", lambda facts, now: "")
    with pytest.raises(registry.NoticeKindTaken):
        registry.register_playbook_notice("unit", lambda facts, now: "")
