"""
Notices the clocks that ran out, and does what the law or the service says shall happen then.

Marking and doing are one transaction: whatever stops the program, a clock is either not noticed yet, and the
next sweep finds it, or noticed with all that follows from it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import DatabaseError, transaction
from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from meydan.base.events.public import publish
from meydan.kernel.cases.engine.workflow import WorkflowFault
from meydan.kernel.cases.events import ClockBreached
from meydan.kernel.cases.models import Case, CaseEvent, Clock
from meydan.kernel.cases.operations.chain import Line, append_many
from meydan.kernel.cases.operations.clocks import refresh_case_clock
from meydan.kernel.cases.operations.moving import EvidenceMissing, TransitionNotAllowed, advance
from meydan.kernel.cases.operations.second import OPEN_SECOND, open_second_authority
from meydan.kernel.cases.queries.workflows import workflow

TELL_MANAGER = "tell_manager"
PAGE = 500  # clocks a transaction: a second or so of holding their cases
logger = logging.getLogger(__name__)


def sweep_breaches(*, now: datetime, page: int = PAGE) -> int:
    """
    Notice every running clock whose end has passed; return how many this sweep noticed.

    Two sweeps at once, or a sweep and an officer, never notice one clock twice: each holds the case first and
    looks at the clock again. What fails is written to the log and found by the next sweep; the rest goes on.
    """
    _lapse_after_the_end(now)
    return sum(_notice_page(clocks, now) for clocks in _pages(now, page))


def _due(now: datetime) -> QuerySet[Clock]:
    # Just what the partial index "clock_sweep" holds, so that a million open clocks cost nothing.
    return Clock.objects.filter(state=Clock.State.RUNNING, breached_at=None, due_at__lt=now)


def _lapse_after_the_end(now: datetime) -> None:
    """A term that runs on after closing (the time to object) simply ends: nobody missed it."""
    numbers = list(_due(now).filter(case__closed_at__isnull=False).values_list("id", flat=True))
    for begin in range(0, len(numbers), PAGE):
        _due(now).filter(id__in=numbers[begin : begin + PAGE]).update(
            state=Clock.State.LAPSED, ended_at=F("due_at")
        )


def _pages(now: datetime, page: int) -> Iterator[list[tuple[int, str]]]:
    """Yield (id, on_expiry) of the due clocks, the oldest first, each clock once in a sweep."""
    after = Q()
    while True:
        found = _due(now).filter(after).order_by("due_at", "id")
        rows = list(found.values_list("id", "on_expiry", "due_at")[:page])
        if not rows:
            return
        yield [(number, on_expiry) for number, on_expiry, _due_at in rows]
        last, _on_expiry, due_at = rows[-1]
        after = Q(due_at__gt=due_at) | Q(due_at=due_at, id__gt=last)


def _notice_page(clocks: Sequence[tuple[int, str]], now: datetime) -> int:
    """Notice the quiet ones together and those that act one by one."""
    quiet = [number for number, on_expiry in clocks if on_expiry in ("", TELL_MANAGER)]
    acting = [number for number, on_expiry in clocks if on_expiry not in ("", TELL_MANAGER)]
    return (_tried(quiet, now) if quiet else 0) + sum(_tried([number], now) for number in acting)


def _tried(numbers: list[int], now: datetime) -> int:
    try:
        return _notice(numbers, now)
    except (TransitionNotAllowed, EvidenceMissing) as refused:
        # The machine may not take the step alone, so its people are told instead.
        logger.warning("Clock %s: the step was not taken (%s).", numbers[0], refused)
        return _notice(numbers, now, may_act=False)
    except (DatabaseError, WorkflowFault):
        if len(numbers) > 1:
            return sum(_tried([number], now) for number in numbers)
        logger.exception("Clock %s could not be noticed; the next sweep tries again.", numbers[0])
        return 0


@transaction.atomic
def _notice(numbers: list[int], now: datetime, *, may_act: bool = True) -> int:
    """Notice clocks in one transaction; return how many were still to be noticed."""
    cases = Clock.objects.filter(id__in=numbers).values("case_id")
    # In the order of their numbers, so that two sweeps at once wait for each other and never in a ring.
    held = Case.objects.select_for_update().filter(id__in=cases, closed_at=None).order_by("id")
    open_ones = [case.pk for case in held]
    due = _due(now).filter(id__in=numbers, case__in=open_ones)
    clocks = list(due.select_related("case__service", "case__unit").order_by("due_at", "id"))
    done = {clock.pk: _step_of(clock) if may_act else "" for clock in clocks}
    _mark(clocks, now)
    append_many([_line(clock, done[clock.pk]) for clock in clocks], now=now)
    for clock in clocks:
        _do(clock, done[clock.pk], now)
        publish(_breach(clock, done[clock.pk], now), now)
    return len(clocks)


def _step_of(clock: Clock) -> str:
    """Return what the machine does at a clock's end: open_second_authority, a transition, or nothing."""
    case = clock.case
    if clock.on_expiry in ("", TELL_MANAGER):
        return ""
    if clock.on_expiry == OPEN_SECOND:
        return OPEN_SECOND if case.service.complaint_second else ""
    step = workflow(case.service.workflow).step_at_expiry(case.state, clock.on_expiry)
    return step.code if step else ""


def _do(clock: Clock, step: str, now: datetime) -> None:
    if step == OPEN_SECOND:
        open_second_authority(clock.case, clock=clock.key, now=now)
    elif step:
        advance(case_id=clock.case_id, transition=step, actor=None, now=now, clock=clock.key)


def _mark(clocks: Sequence[Clock], now: datetime) -> None:
    """Write down that clocks ran out, and on their cases since when they are late."""
    chosen = Clock.objects.filter(id__in=[clock.pk for clock in clocks])
    chosen.filter(binds=Clock.Binds.OFFICE).update(breached_at=F("due_at"))
    chosen.filter(binds=Clock.Binds.PARTY).update(state=Clock.State.LAPSED, ended_at=F("due_at"))
    first = (
        Clock.objects.filter(case=OuterRef("pk")).order_by().values("case").annotate(at=Min("breached_at"))
    )
    Case.objects.filter(id__in={clock.case_id for clock in clocks}).update(
        breached_at=Coalesce("breached_at", Subquery(first.values("at"))), updated_at=now
    )
    for case in {clock.case_id: clock.case for clock in clocks if clock.binds == Clock.Binds.PARTY}.values():
        refresh_case_clock(case)
        Case.objects.filter(pk=case.pk).update(due_at=case.due_at, is_stopped=case.is_stopped)


def _line(clock: Clock, step: str) -> Line:
    body = {
        "clock": clock.key,
        "due_at": _ended_at(clock).isoformat(),
        "on_expiry": clock.on_expiry,
        "binds": clock.binds,
        "done": step,
    }
    return Line(clock.case_id, CaseEvent.Verb.CLOCK_BREACHED, body, clock.is_visible, clock.case.is_sample)


def _ended_at(clock: Clock) -> datetime:
    assert clock.due_at is not None  # noqa: S101 - a running clock has an end, the table says so
    return clock.due_at


def _breach(clock: Clock, step: str, now: datetime) -> ClockBreached:
    return ClockBreached(
        case_id=clock.case_id,
        code=clock.case.code,
        service=clock.case.service.code,
        unit=clock.case.unit.code,
        clock=clock.key,
        due_at=_ended_at(clock).isoformat(),
        at=now.isoformat(),
        binds=clock.binds,
        done=step,
    )
