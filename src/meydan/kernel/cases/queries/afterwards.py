"""Responses that are over, as the public reads of them: what was done and when, and nothing of who."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from meydan.kernel.cases.models import PlaybookNotice, PlaybookRun, PlaybookTask
from meydan.kernel.observations.public import all_alerts, public_datastreams

Outcome = PlaybookRun.Outcome
REF = "cases.playbookrun:"
# Of an alert that was none, there is nothing to tell.
TOLD = (Outcome.DONE, Outcome.ALERT_OVER, Outcome.STOPPED)


@dataclass(frozen=True)
class Step:
    """
    Something that was done.

    :ivar names: what, in each language; ``unit_names``: by which unit, empty for a notice
    :ivar at: when
    :ivar was_late: whether its time had passed
    """

    names: Mapping[str, str]
    unit_names: Mapping[str, str]
    at: datetime
    was_late: bool = False

    @property
    def is_notice(self) -> bool:
        """Whether people were told, rather than something done."""
        return not self.unit_names


def told_runs() -> QuerySet[PlaybookRun]:
    """Runs that are over, on what anyone may see measured, newest first, with their counts of tasks."""
    alerts = all_alerts().filter(datastream__in=public_datastreams().values("pk")).order_by()
    found = PlaybookRun.objects.filter(
        state=PlaybookRun.State.CLOSED, outcome__in=TOLD, alert_id__in=alerts.values("pk")
    ).annotate(
        task_count=Count("tasks"), done_count=Count("tasks", filter=Q(tasks__state=PlaybookTask.State.DONE))
    )
    return found.order_by("-closed_at", "-id")


def told_run(pk: int) -> PlaybookRun | None:
    """One of them with its tasks and notices; ``None`` when there is none that is told."""
    tasks = Prefetch("tasks", PlaybookTask.objects.select_related("unit").order_by("order", "id"))
    return told_runs().prefetch_related(tasks, "notices").filter(pk=pk).first()


def told_runs_named(refs: Iterable[str]) -> list[PlaybookRun]:
    """Those that some references of links ("cases.playbookrun:12") name; other references are left out."""
    known = [ref.removeprefix(REF) for ref in refs if ref.startswith(REF)]
    return list(told_runs().filter(pk__in=[pk for pk in known if pk.isdecimal()]))


def steps_of(run: PlaybookRun) -> list[Step]:
    """What was done in a run, in the order it was done; notes and people stay inside."""
    done = [
        Step(task.names, task.unit.names, task.done_at, task.breached_at is not None)
        for task in run.tasks.all()
        if task.state == PlaybookTask.State.DONE and task.done_at is not None
    ]
    told = [
        Step(notice.names or run.names, {}, notice.sent_at)
        for notice in run.notices.all()
        if notice.state == PlaybookNotice.State.SENT and notice.sent_at is not None
    ]
    return sorted([*done, *told], key=lambda step: step.at)
