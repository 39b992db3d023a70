"""Starts, stops, resumes and ends the clocks of a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from meydan.base.people.public import Account
from meydan.kernel.cases.models import Case, CaseEvent, Clock
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.queries.evidence import day_given
from meydan.kernel.cases.queries.terms import begin_of, due_of, left


def start_clocks(case: Case, *, now: datetime, state: str | None = None) -> None:
    """
    Start the clocks that the service's terms begin in a state (``None``: when the case opens).

    A clock of this round that already runs is left alone, so walking through a state twice starts nothing
    anew.
    """
    running = set(case.clocks.filter(round=case.reopened_count).values_list("key", flat=True))
    rows = [
        _new_clock(case, term, order, _counted_from(case, term, now), now)
        for order, term in enumerate(case.service.clocks)
        if (state in _states(term["start"]) if term.get("start") else state is None)
        and term["id"] not in running
    ]
    Clock.objects.bulk_create(rows)


def _counted_from(case: Case, term: dict[str, Any], now: datetime) -> datetime:
    """
    Return the moment a term is counted from: now, or the day given as evidence that the term names.
    """
    day = day_given(case, str(term["from"])) if term.get("from") else None
    return begin_of(day, str(term["unit"])) if day else now


def _new_clock(case: Case, term: dict[str, Any], order: int, counted_from: datetime, now: datetime) -> Clock:
    length, unit = int(term["length"]), str(term["unit"])
    return Clock(
        case=case,
        key=term["id"],
        round=case.reopened_count,
        names=term.get("names", {}),
        law=term.get("law", ""),
        length=length,
        unit=unit,
        on_expiry=term.get("on_expiry", ""),
        binds=term.get("binds", Clock.Binds.OFFICE),
        is_visible=bool(term.get("visible", True)),
        started_at=now,
        due_at=due_of(counted_from, length, unit),
        run_from=counted_from,
        run_length=length,
        run_unit=unit,
        order=order,
    )


def stop_clocks(case: Case, *, actor: Account | None, now: datetime) -> int:
    """
    Stop the running clocks of a case and keep what is left of each; return how many stopped.

    A clock that has already run out is not stopped: a missed term stays missed.
    """
    clocks = list(case.clocks.filter(state=Clock.State.RUNNING, due_at__gte=now, breached_at=None))
    for clock in clocks:
        clock.remaining, clock.run_unit = left(clock.run_from, clock.run_length, clock.run_unit, now)
        clock.state, clock.stopped_at, clock.due_at = Clock.State.STOPPED, now, None
        append(
            case,
            CaseEvent.Verb.CLOCK_STOPPED,
            actor=actor,
            now=now,
            is_public=clock.is_visible,
            body={"clock": clock.key, "remaining": clock.remaining, "unit": clock.run_unit},
        )
    Clock.objects.bulk_update(clocks, ["remaining", "run_unit", "state", "stopped_at", "due_at"])
    return len(clocks)


def resume_clocks(case: Case, *, actor: Account | None, now: datetime) -> int:
    """Let the stopped clocks of a case run again with what was left of each; return how many resumed."""
    clocks = list(case.clocks.filter(state=Clock.State.STOPPED))
    for clock in clocks:
        clock.run_from, clock.run_length = now, clock.remaining or 0
        clock.due_at = due_of(now, clock.run_length, clock.run_unit)
        clock.state, clock.stopped_at, clock.remaining = Clock.State.RUNNING, None, None
        append(
            case,
            CaseEvent.Verb.CLOCK_RESUMED,
            actor=actor,
            now=now,
            is_public=clock.is_visible,
            body={"clock": clock.key, "due_at": clock.due_at.isoformat()},
        )
    Clock.objects.bulk_update(
        clocks, ["run_from", "run_length", "due_at", "state", "stopped_at", "remaining"]
    )
    return len(clocks)


def end_clocks(case: Case, *, now: datetime) -> None:
    """
    Close the books of every clock still open: met when its end lies ahead or it was stopped, else missed by
    the office, or over for the other side.
    """
    _end(case.clocks.all(), now)


def _end(clocks: QuerySet[Clock], now: datetime) -> None:
    open_clocks = clocks.filter(state__in=[Clock.State.RUNNING, Clock.State.STOPPED])
    late = open_clocks.filter(state=Clock.State.RUNNING, due_at__lt=now)
    late.filter(binds=Clock.Binds.PARTY).update(state=Clock.State.LAPSED, ended_at=F("due_at"))
    late.filter(breached_at=None).update(breached_at=F("due_at"))
    late.update(state=Clock.State.MISSED, ended_at=now)
    open_clocks.update(state=Clock.State.MET, ended_at=now, stopped_at=None)


def end_clocks_met_by(case: Case, state: str, *, now: datetime) -> None:
    """End the clocks whose work is done by reaching a state, as the service's terms say."""
    ended = [term["id"] for term in case.service.clocks if state in _states(term.get("stop"))]
    if ended:
        _end(case.clocks.filter(key__in=ended), now)


def _states(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def refresh_case_clock(case: Case) -> None:
    """Set on the case (unsaved) what its clocks say together: nearest end, and whether all stand still."""
    if case.is_closed:
        case.due_at, case.is_stopped = None, False
        return
    clocks = list(case.clocks.filter(state__in=[Clock.State.RUNNING, Clock.State.STOPPED]))
    ends = [clock.due_at for clock in clocks if clock.due_at is not None]
    case.due_at = min(ends) if ends else None
    case.is_stopped = bool(clocks) and not ends
