"""People tick tasks of a playbook off, with what they require."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.kernel.cases.models import Document, PlaybookRun, PlaybookTask
from meydan.kernel.cases.operations.moving import EvidenceMissing
from meydan.kernel.cases.operations.photos import PreparedFile, attach, prepare_evidence
from meydan.kernel.cases.operations.playbooks import hold, step
from meydan.kernel.cases.policies import playbook_policy


class TaskNotOpen(Exception):
    """The task is not to be done now: not yet, or done by somebody else, or the run is over."""


class TaskIsACase(Exception):
    """The task is done by closing its case."""


@transaction.atomic
def tick_off(
    *,
    task_id: int,
    actor: Account,
    now: datetime,
    note: str = "",
    evidence: Sequence[PreparedFile | object] = (),
) -> PlaybookTask:
    """
    Say that a task is done.

    :param evidence: prepared files or uploads (photos are drawn anew, papers must be PDF)
    :raises TaskNotOpen: if it is not open (any more)
    :raises TaskIsACase: if a case does it
    :raises NotAllowed: if it is another unit's
    :raises EvidenceMissing: if something required is not given
    :raises FileRefused: if a file cannot be taken
    """
    task = PlaybookTask.objects.select_related("unit").get(pk=task_id)
    run = hold(task.run_id)
    task.refresh_from_db(fields=["state"])
    if run.state != PlaybookRun.State.RUNNING or task.state != PlaybookTask.State.OPEN:
        raise TaskNotOpen(str(task_id))
    if task.case_id is not None:
        raise TaskIsACase(str(task.case_id))
    playbook_policy.require(actor, "act", task)
    held = {"evidence": bool(evidence), "note": bool(note.strip())}
    missing = [item for item in task.require if not held.get(item, True)]
    if missing:
        raise EvidenceMissing(missing)
    for upload in evidence:
        _keep(task, upload, actor, now)
    task.state, task.done_at, task.done_by = PlaybookTask.State.DONE, now, actor
    task.note = note.strip()
    task.save()
    record(
        verb="cases.playbook_task",
        actor=actor,
        thing=run.ref,
        payload={"playbook": run.code, "task": task.key},
        now=now,
    )
    step(run.pk, now)
    return task


def _keep(task: PlaybookTask, upload: PreparedFile | object, actor: Account, now: datetime) -> None:
    prepared = upload if isinstance(upload, PreparedFile) else prepare_evidence(upload)  # type: ignore[arg-type]
    name = str(getattr(upload, "name", "") or "")
    attach(
        case=None, task=task, prepared=prepared, kind=Document.Kind.EVIDENCE, actor=actor, now=now, name=name
    )
