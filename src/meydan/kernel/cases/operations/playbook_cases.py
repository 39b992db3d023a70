"""Tasks of a playbook that are cases: opened once, done when the case closes."""

from __future__ import annotations

from datetime import datetime

from meydan.base.links.public import link
from meydan.kernel.cases.events import CaseClosed, CaseReopened
from meydan.kernel.cases.models import Case, PlaybookRun, PlaybookTask
from meydan.kernel.cases.operations.alerts import case_of_alert
from meydan.kernel.cases.operations.opening import ServiceUnknown, open_case
from meydan.kernel.observations.public import Alert

BY_US = "cases.playbooks"


def open_task_case(run: PlaybookRun, task: PlaybookTask, service: str, now: datetime) -> Case | None:
    """
    Open the case of a task, once; ``None`` when this city has no such service: then the task is a tick.

    A task with the service that the rule itself asks for is the alert's own case, whoever opens it first.
    """
    alert = Alert.objects.select_related("rule", "datastream__thing__place").filter(pk=run.alert_id).first()
    if alert is None:
        return None
    if alert.rule.service == service:
        return case_of_alert(alert, now)
    thing = alert.datastream.thing
    try:
        case = open_case(
            service=service,
            title=task.names,
            source=Case.Source.ALERT,
            lon=thing.lon,
            lat=thing.lat,
            place=thing.place,
            unit=task.unit,
            idempotency_key=f"playbook:{run.pk}:{task.key}",
            now=now,
            is_sample=run.is_sample,
        )
    except ServiceUnknown:
        return None
    link(run.ref, case.ref, "opened", BY_US, now)
    return case


def hear_case_closed(event: CaseClosed, now: datetime) -> None:
    """A closed case is a done task; the run goes on from there."""
    from meydan.kernel.cases.operations.playbooks import step

    closed_at = datetime.fromisoformat(event.closed_at)
    tasks = PlaybookTask.objects.filter(case=event.case_id, case__closed_at__isnull=False)
    for task in tasks.exclude(state=PlaybookTask.State.DONE):
        PlaybookTask.objects.filter(pk=task.pk).update(state=PlaybookTask.State.DONE, done_at=closed_at)
        step(task.run_id, now)


def hear_case_reopened(event: CaseReopened, now: datetime) -> None:
    """A case that is worked on again is a task to do again, as long as the run goes on."""
    PlaybookTask.objects.filter(
        case=event.case_id,
        case__closed_at__isnull=True,
        state=PlaybookTask.State.DONE,
        run__state=PlaybookRun.State.RUNNING,
    ).update(state=PlaybookTask.State.OPEN, done_at=None)
