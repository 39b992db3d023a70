"""A playbook goes to work on an alert, step by step, and ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from meydan.base.audit.public import record
from meydan.base.events.public import publish
from meydan.base.links.public import link
from meydan.base.people.public import Account, OrgUnit
from meydan.kernel.cases.engine.playbooks import Playbook, Task, read_playbook, ready
from meydan.kernel.cases.events import PlaybookTaskBreached
from meydan.kernel.cases.models import PlaybookNotice, PlaybookRun, PlaybookTask
from meydan.kernel.cases.operations.playbook_cases import open_task_case
from meydan.kernel.cases.operations.playbook_notices import send_due
from meydan.kernel.cases.queries.playbooks import playbooks
from meydan.kernel.observations.public import Alert, AlertClosed, AlertOpened

RUNNING, CLOSED = PlaybookRun.State.RUNNING, PlaybookRun.State.CLOSED
Outcome = PlaybookRun.Outcome
BY_US = "cases.playbooks"


class RunIsOver(Exception):
    """The run ended before."""


class ReasonMissing(Exception):
    """A run that is ended by hand is ended with a reason that can be read later."""


def start_playbooks(event: AlertOpened, now: datetime) -> list[PlaybookRun]:
    """
    Start every playbook that answers to an alert, each once, and let it take its first steps.

    The alert's present state is read, not the event's: one that was dismissed or withdrawn meanwhile starts
    nothing.
    """
    alert = (
        Alert.objects.select_related("rule", "datastream__observed_property", "datastream__thing")
        .filter(pk=event.alert_id)
        .first()
    )
    if alert is None or _ended(alert) is not None or alert.status == Alert.Status.ACTED:
        return []
    observed = alert.datastream.observed_property.code
    chosen = [
        playbook
        for playbook in playbooks()
        if playbook.code == alert.rule.playbook
        or playbook.answers(rule=alert.rule.code, severity=alert.rule.severity, observed=observed)
    ]
    started = [_start(playbook, alert, now) for playbook in chosen]
    return [run for run in started if run is not None]


def _start(playbook: Playbook, alert: Alert, now: datetime) -> PlaybookRun | None:
    from meydan.base.packs.public import current

    try:
        with transaction.atomic():
            run = PlaybookRun.objects.create(
                code=playbook.code,
                document=current().documents("playbooks")[playbook.code],
                alert_id=alert.pk,
                rule=alert.rule.code,
                severity=alert.rule.severity,
                station=alert.datastream.thing.names,
                started_at=now,
                is_sample=alert.is_sample,
            )
    except IntegrityError:
        # It was started by another delivery of the same event.
        return None
    units = dict(OrgUnit.objects.values_list("code", "pk"))
    PlaybookTask.objects.bulk_create(
        PlaybookTask(
            run=run, key=task.key, order=order, names=dict(task.names), unit_id=units[task.unit],
            post=task.post, require=list(task.require),
        )
        for order, task in enumerate(playbook.tasks)
        if task.unit in units
    )  # fmt: skip
    begin = max(now, alert.quiet_until) if alert.quiet_until else now
    PlaybookNotice.objects.bulk_create(
        PlaybookNotice(
            run=run, key=notice.key, order=order, kind=notice.kind, target=notice.target,
            names=dict(notice.names), due_at=max(begin, now + timedelta(minutes=notice.offset_min)),
        )
        for order, notice in enumerate(playbook.notices)
    )  # fmt: skip
    link(f"observations.alert:{alert.pk}", run.ref, "started", BY_US, now)
    step(run.pk, now)
    return run


def hear_alert_closed(event: AlertClosed, now: datetime) -> None:
    """Let the runs of an alert look at what became of it."""
    for pk in PlaybookRun.objects.filter(alert_id=event.alert_id, state=RUNNING).values_list("pk", flat=True):
        step(pk, now)


def step_all(now: datetime) -> int:
    """Let every run at work take its next steps, each in a transaction of its own; return how many there are."""
    pks = list(PlaybookRun.objects.filter(state=RUNNING).order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        step(pk, now)
    return len(pks)


@transaction.atomic
def step(run_id: int, now: datetime) -> PlaybookRun:
    """
    Do what is due in a run: end it with its alert, open tasks, tell people, mark tasks that are late.

    Everything is found from what is written, so a step more or less, or two at once, changes nothing.
    """
    run = hold(run_id)
    if run.state == CLOSED:
        return run
    playbook = read_playbook(run.document, name=run.code)
    alert = Alert.objects.select_related("rule").filter(pk=run.alert_id).first()
    ended = Outcome.ALERT_OVER if alert is None else _ended(alert)
    if ended is not None:
        return close(run, ended, now, reason="" if alert is None else alert.reason)
    over_at = alert.closed_at if alert is not None and alert.status != Alert.Status.OPEN else None
    if over_at != run.alert_over_at:
        run.alert_over_at = over_at
        run.save(update_fields=["alert_over_at"])
    _open_tasks(run, playbook, now)
    send_due(run, playbook, now)
    _mark_late(run, now)
    return _close_if_over(run, playbook, now)


def hold(run_id: int) -> PlaybookRun:
    """Return a run whose row is ours until the transaction ends."""
    PlaybookRun.objects.filter(pk=run_id).update(code=F("code"))
    return PlaybookRun.objects.get(pk=run_id)


def _ended(alert: Alert) -> Outcome | None:
    """How an alert ends every run on it at once; an alert that merely passed does not."""
    if alert.is_withdrawn:
        return Outcome.WITHDRAWN
    return Outcome.DISMISSED if alert.status == Alert.Status.DISMISSED else None


def _open_tasks(run: PlaybookRun, playbook: Playbook, now: datetime) -> None:
    """Open every task whose predecessors are done and whose time has come, and those that follow at once."""
    rows = {row.key: row for row in run.tasks.select_related("unit")}
    over = {key for key, row in rows.items() if row.state in ("done", "dropped")}
    begun = {key for key, row in rows.items() if row.state != PlaybookTask.State.WAITING}
    written = [task for task in playbook.tasks if task.key in rows]
    # A task whose unit this city does not have holds nobody up.
    over |= {task.key for task in playbook.tasks if task.key not in rows}
    for task in ready(written, over, begun):
        begins_at = _after(task, rows, run) + timedelta(minutes=task.offset_min)
        if begins_at <= now:
            _open(run, rows[task.key], task, now)


def _after(task: Task, rows: dict[str, PlaybookTask], run: PlaybookRun) -> datetime:
    ends = [rows[key].done_at for key in task.after if key in rows]
    return max((end for end in ends if end is not None), default=run.started_at)


def _open(run: PlaybookRun, row: PlaybookTask, task: Task, now: datetime) -> None:
    row.state, row.opened_at = PlaybookTask.State.OPEN, now
    row.due_at = now + timedelta(minutes=task.due_min) if task.due_min else None
    if task.service:
        row.case = open_task_case(run, row, task.service, now)
    row.save()


def _mark_late(run: PlaybookRun, now: datetime) -> None:
    late = run.tasks.filter(state=PlaybookTask.State.OPEN, breached_at=None, due_at__lt=now)
    for row in late.select_related("unit"):
        assert row.due_at is not None  # noqa: S101 - the filter says so
        PlaybookTask.objects.filter(pk=row.pk).update(breached_at=row.due_at)
        publish(
            PlaybookTaskBreached(
                task_id=row.pk,
                run_id=run.pk,
                playbook=run.code,
                unit=row.unit.code,
                due_at=row.due_at.isoformat(),
                at=now.isoformat(),
            ),
            now,
        )


def _close_if_over(run: PlaybookRun, playbook: Playbook, now: datetime) -> PlaybookRun:
    unfinished = run.tasks.filter(state__in=[PlaybookTask.State.WAITING, PlaybookTask.State.OPEN]).exists()
    if playbook.close_when == "tasks" and not unfinished:
        return close(run, Outcome.DONE, now)
    waited = timedelta(minutes=playbook.close_after_min)
    if playbook.close_when == "alert" and run.alert_over_at is not None and now >= run.alert_over_at + waited:
        return close(run, Outcome.ALERT_OVER, now)
    return run


def close(
    run: PlaybookRun, outcome: str, now: datetime, *, reason: str = "", actor: Account | None = None
) -> PlaybookRun:
    """End a run that is held: what is not done is dropped, cases that were opened stay with their units."""
    run.state, run.outcome, run.closed_at = CLOSED, outcome, now
    run.reason, run.closed_by = reason, actor
    run.save()
    run.tasks.filter(state__in=["waiting", "open"], case=None).update(state=PlaybookTask.State.DROPPED)
    run.notices.filter(state=PlaybookNotice.State.WAITING).update(state=PlaybookNotice.State.DROPPED)
    return run


@transaction.atomic
def stop_run(*, run_id: int, reason: str, actor: Account, now: datetime) -> PlaybookRun:
    """
    End a run by hand.

    :raises ReasonMissing: if the reason is empty
    :raises RunIsOver: if it ended before
    """
    if not reason.strip():
        raise ReasonMissing
    run = hold(run_id)
    if run.state == CLOSED:
        raise RunIsOver(str(run_id))
    close(run, Outcome.STOPPED, now, reason=reason.strip(), actor=actor)
    record(verb="cases.playbook_stopped", actor=actor, thing=run.ref, payload={"playbook": run.code}, now=now)
    return run
