"""A playbook's run as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from meydan.kernel.cases.engine.clocks import share_used
from meydan.kernel.cases.models import PlaybookNotice, PlaybookRun, PlaybookTask
from meydan.kernel.cases.policies import ACTING, Standing
from meydan.kernel.cases.presentation import BAD_SHARE, WATCH_SHARE, ClockFace, span_words

TASK_STATES = {"waiting": "plain", "open": "watch", "done": "good", "dropped": "plain"}
MOMENT_KINDS = {"waiting": "quiet", "open": "watch", "done": "good", "dropped": "quiet"}
NOTICE_STATES = {
    "waiting": "plain", "sent": "good", "nobody": "watch", "failed": "bad", "dropped": "plain",
}  # fmt: skip


@dataclass(frozen=True)
class TaskView:
    """A task, how its clock stands, and whether the reader may tick it off."""

    task: PlaybookTask
    state: str
    kind: str
    face: ClockFace | None
    can_tick: bool


@dataclass(frozen=True)
class NoticeView:
    """A notice and how it went."""

    notice: PlaybookNotice
    state: str


@dataclass(frozen=True)
class RunView:
    """Everything the page of a run shows."""

    run: PlaybookRun
    tasks: list[TaskView]
    notices: list[NoticeView]
    done: int
    closing: str
    source: str
    is_reviewed: bool
    can_stop: bool


def run_view(run: PlaybookRun, standing: Standing, now: datetime, *, can_stop: bool) -> RunView:
    """Return a run for a reader; ``run`` comes from ``run_in_full``."""
    tasks = list(run.tasks.all())
    is_running = run.state == PlaybookRun.State.RUNNING
    return RunView(
        run=run,
        tasks=[task_view(task, standing, now, is_running=is_running) for task in tasks],
        notices=[_notice_view(notice) for notice in run.notices.all()],
        done=sum(task.state == PlaybookTask.State.DONE for task in tasks),
        closing=closing_words(run),
        source=str(run.document.get("source", "")),
        is_reviewed=bool(run.document.get("reviewed", False)),
        can_stop=can_stop and is_running,
    )


def task_view(task: PlaybookTask, standing: Standing, now: datetime, *, is_running: bool = True) -> TaskView:
    """Return a task for a reader."""
    near = standing.is_everywhere or any(task.unit.path.startswith(path) for path in standing.paths)
    may = is_running and near and bool(standing.roles & {str(role) for role in ACTING})
    is_open = task.state == PlaybookTask.State.OPEN
    late = is_open and task.due_at is not None and task.due_at < now
    return TaskView(
        task=task,
        state="bad" if late else TASK_STATES[task.state],
        kind="bad" if late else MOMENT_KINDS[task.state],
        face=task_face(task, now),
        can_tick=may and is_open and task.case_id is None,
    )


def task_face(task: PlaybookTask, now: datetime) -> ClockFace | None:
    """Return what the clock of a task shows; ``None`` for one without a time."""
    if task.due_at is None or task.opened_at is None or task.state == PlaybookTask.State.DROPPED:
        return None
    if task.state == PlaybookTask.State.DONE:
        is_late = task.breached_at is not None or (task.done_at is not None and task.done_at > task.due_at)
        return ClockFace(_("Late"), "bad", 1.0) if is_late else ClockFace(_("In time"), "good", 1.0)
    if task.due_at < now:
        return ClockFace(_("%(time)s late") % {"time": span_words(now - task.due_at, short=True)}, "bad", 1.0)
    share = share_used(task.opened_at, task.due_at, now)
    state = "bad" if share >= BAD_SHARE else "watch" if share >= WATCH_SHARE else "good"
    return ClockFace(span_words(task.due_at - now), state, share)


def closing_words(run: PlaybookRun) -> str:
    """Say what ends a run by itself."""
    close = run.document.get("close", {})
    match close.get("when", "tasks"):
        case "alert":
            minutes = int(close.get("minutes", 0))
            if not minutes:
                return _("It ends when the alert is over.")
            time = span_words(timedelta(minutes=minutes))
            return _("It ends when the alert has been over for %(time)s.") % {"time": time}
        case "person":
            return _("It ends when a manager says so, with a reason.")
        case _:
            return _("It ends when every task is done.")


def _notice_view(notice: PlaybookNotice) -> NoticeView:
    return NoticeView(notice, NOTICE_STATES[notice.state])
