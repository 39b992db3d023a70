"""The playbooks of the pack, the runs at work, and what was done about an alert."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from meydan.base.packs.public import current
from meydan.kernel.cases.engine.playbooks import Playbook, read_playbook
from meydan.kernel.cases.models import PlaybookRun, PlaybookTask
from meydan.kernel.cases.policies import Standing

_read: dict[tuple[str, str], tuple[object, Playbook]] = {}


def playbooks() -> list[Playbook]:
    """
    Return every playbook of the current pack, checked, in the order of their codes.

    :raises PlaybookFault: if one cannot be worked by
    """
    pack = current()
    found = []
    for code, document in sorted(pack.documents("playbooks").items()):
        if document.get("withdrawn"):
            continue
        kept = _read.get((pack.id, code))
        # The document itself is compared, so a pack that was read anew is checked anew.
        if kept is None or kept[0] != document:
            kept = _read[pack.id, code] = (document, read_playbook(document, name=code))
        found.append(kept[1])
    return found


def runs(*, running: bool) -> QuerySet[PlaybookRun]:
    """Return the runs that are at work, or those that are over, newest first, with their counts of tasks."""
    state = PlaybookRun.State.RUNNING if running else PlaybookRun.State.CLOSED
    counted = PlaybookRun.objects.annotate(
        task_count=Count("tasks"), done_count=Count("tasks", filter=Q(tasks__state=PlaybookTask.State.DONE))
    )
    return counted.filter(state=state).order_by("-started_at", "-id")


def run_in_full(pk: int) -> PlaybookRun | None:
    """Return a run with its tasks, their files and cases, and its notices; ``None`` when there is none."""
    tasks = (
        PlaybookTask.objects.select_related("unit", "case", "done_by")
        .prefetch_related("documents")
        .order_by("order", "id")
    )
    return (
        PlaybookRun.objects.select_related("closed_by")
        .prefetch_related(Prefetch("tasks", tasks), "notices")
        .filter(pk=pk)
        .first()
    )


def open_tasks_of(standing: Standing) -> QuerySet[PlaybookTask]:
    """Return the open tasks of the reader's units and those below; what ends first stands first."""
    found = PlaybookTask.objects.filter(
        standing.condition, state=PlaybookTask.State.OPEN, run__state=PlaybookRun.State.RUNNING
    )
    return found.select_related("run", "unit", "case").order_by("due_at", "id")


def runs_of_case(case_id: int, alert_id: int | None) -> list[PlaybookRun]:
    """Return the runs a case is part of: as a task, or because the same alert began both."""
    about = Q(tasks__case=case_id)
    if alert_id is not None:
        about |= Q(alert_id=alert_id)
    return list(PlaybookRun.objects.filter(about).distinct().order_by("started_at", "id"))


@dataclass(frozen=True)
class PlaybookAction:
    """
    Something a playbook had done about an alert.

    :ivar what: its name in each language
    :ivar unit: the code of the unit that did it; empty for a notice
    :ivar unit_names: that unit's name in each language
    :ivar at: when it was done
    :ivar result: what came of it: the note, the outcome of the case, or who was told
    :ivar kind: "task", "case" or "notice"
    """

    what: Mapping[str, str]
    unit: str
    unit_names: Mapping[str, str]
    at: datetime
    result: str
    kind: str


def playbook_actions(alert_id: int) -> list[PlaybookAction]:
    """Return what playbooks had done about an alert, in the order it was done; nothing personal."""
    found: list[PlaybookAction] = []
    whole = PlaybookRun.objects.filter(alert_id=alert_id).prefetch_related(
        "notices", Prefetch("tasks", PlaybookTask.objects.select_related("unit", "case"))
    )
    for run in whole:
        found += [
            PlaybookAction(
                task.names, task.unit.code, task.unit.names, task.done_at,
                task.case.outcome if task.case else task.note, "case" if task.case else "task",
            )
            for task in run.tasks.all()
            if task.done_at is not None
        ]  # fmt: skip
        found += [
            PlaybookAction(
                notice.names or run.names, "", {}, notice.sent_at, notice.said or notice.target, "notice"
            )
            for notice in run.notices.all()
            if notice.sent_at is not None and notice.state == notice.State.SENT
        ]
    return sorted(found, key=lambda action: action.at)
