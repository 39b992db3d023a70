"""The queue in words, for the staff page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meydan.base.jobs import queries, registry
from meydan.base.jobs.engine import Daily, Interval, Timetable
from meydan.base.jobs.models import Job
from meydan.base.locale.public import format_number, local_digits

STALLED_AFTER = timedelta(minutes=2)  # an idle worker looks every second, so two minutes is no hiccup


@dataclass(frozen=True)
class QueueState:
    """What the head of the page says."""

    kind: str
    words: str
    advice: str


@dataclass(frozen=True)
class DeadLetter:
    """A job that failed too often, as shown."""

    id: int
    label: str | Promise
    name: str
    reason: str
    details: str
    arguments: dict[str, object]
    attempts: int
    finished_at: datetime | None


@dataclass(frozen=True)
class Periodic:
    """A periodic job, as shown."""

    label: str | Promise
    name: str
    when: str
    last_at: datetime | None
    next_at: datetime | None


def queue_state(now: datetime) -> QueueState:
    """Whether work gets done, in one sentence, and what to do if not."""
    counts = queries.counts(now)
    oldest = queries.due(now).order_by("run_at", "id").first()
    if oldest is not None and not counts["running"] and now - oldest.run_at > STALLED_AFTER:
        advice = _("Start it on the server with: meydan worker")
        return QueueState("bad", _("Work is waiting and nobody is doing it."), advice)
    if counts["dead"]:
        return QueueState(
            "watch", _dead_words(counts["dead"]), _("Read why below, mend the cause, then try again.")
        )
    if counts["overdue"] or counts["running"]:
        return QueueState("good", _open_words(counts["overdue"] + counts["running"]), "")
    return QueueState("good", _("All work is done."), "")


def _dead_words(count: int) -> str:
    words = ngettext("%(count)s job stopped after errors.", "%(count)s jobs stopped after errors.", count)
    return words % {"count": format_number(count)}


def _open_words(count: int) -> str:
    words = ngettext(
        "%(count)s job is being done or is next.", "%(count)s jobs are being done or are next.", count
    )
    return words % {"count": format_number(count)}


def dead_letters() -> list[DeadLetter]:
    """The jobs that failed too often, latest first."""
    return [_shown(row) for row in queries.dead_letters()]


def _shown(row: Job) -> DeadLetter:
    lines = [line for line in row.last_error.splitlines() if line.strip()] or [""]
    details = row.last_error if len(lines) > 1 else ""
    return DeadLetter(
        row.pk, label_of(row.name), row.name, lines[-1], details, row.arguments, row.attempts, row.finished_at
    )


def label_of(name: str) -> str | Promise:
    """What people call a job; its code if nobody said."""
    try:
        return registry.spec(name).label or name
    except registry.JobUnknown:
        return name


def periodic() -> list[Periodic]:
    """Every periodic job with its last and next time."""
    rows = queries.schedules()
    found = []
    for name, table in registry.periodic().items():
        row = rows.get(name)
        last, following = (row.last_at, row.next_at) if row else (None, None)
        found.append(Periodic(label_of(name), name, timetable_words(table), last, following))
    return found


def timetable_words(table: Timetable) -> str:
    """When a periodic job runs, in words."""
    if isinstance(table, Daily):
        return _("every day at %(time)s") % {"time": local_digits(f"{table.at:%H:%M}")}
    assert isinstance(table, Interval)  # noqa: S101 - there are two kinds
    minutes = round(table.period.total_seconds() / 60)
    if minutes >= 60 and minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("every hour", "every %(count)s hours", hours) % {"count": format_number(hours)}
    return ngettext("every minute", "every %(count)s minutes", minutes) % {"count": format_number(minutes)}
