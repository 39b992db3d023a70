"""What an inspector has to visit, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from meydan.kernel.cases.engine.rounds import Point, nearest_next
from meydan.kernel.cases.models import Case, Visit
from meydan.kernel.cases.policies import Standing
from meydan.kernel.cases.queries.filters import InboxFilter
from meydan.kernel.cases.queries.inbox import inbox
from meydan.kernel.cases.queries.workflows import workflow

# More than anybody visits in a day; the phone keeps a page of each.
MOST_VISITS = 40


@dataclass(frozen=True)
class Stop:
    """One case on the way; ``metres`` from the stop before it, ``None`` when the order is the clock's."""

    case: Case
    is_visited: bool
    metres: float | None = None


def stops_of(standing: Standing, now: datetime) -> list[Stop]:
    """
    Return the open cases given to an account in which a step is open to it, what ends first standing first.

    A case whose clock stands still waits for somebody else, so nobody need go there.
    """
    mine = inbox(standing.account, InboxFilter(folder="mine"), now, standing=standing).filter(
        is_stopped=False
    )
    cases = [case for case in mine[: 2 * MOST_VISITS] if _is_open(case, standing)][:MOST_VISITS]
    seen = _visited_today(standing, cases, now)
    return [Stop(case, case.pk in seen) for case in cases]


def _is_open(case: Case, standing: Standing) -> bool:
    return bool(workflow(case.service.workflow).open_to(case.state, standing.roles_on(case)))


def _visited_today(standing: Standing, cases: Sequence[Case], now: datetime) -> set[int]:
    rows = Visit.objects.filter(officer=standing.account, case__in=cases, visited_at__gte=midnight(now))
    return set(rows.values_list("case_id", flat=True))


def midnight(now: datetime) -> datetime:
    """Return when the city's day began."""
    return now.astimezone(settings.CITY_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)


def is_for_today(stop: Stop, now: datetime) -> bool:
    """Whether a case ends before midnight, or should have ended."""
    due_at = stop.case.due_at
    return due_at is not None and due_at < midnight(now) + timedelta(days=1)


def by_way(stops: Sequence[Stop], start: Point | None) -> list[Stop]:
    """
    Return the stops by the way, nearest next; those without a point follow by their clock.

    Without a start the most urgent stop that has a point is the first.
    """
    placed = {
        stop.case.pk: (stop.case.lon, stop.case.lat)
        for stop in stops
        if stop.case.lon is not None and stop.case.lat is not None
    }
    if not placed:
        return list(stops)
    known = {stop.case.pk: stop for stop in stops}
    order = nearest_next(placed, start or next(iter(placed.values())))
    first = [Stop(known[key].case, known[key].is_visited, metres) for key, metres in order]
    return [*first, *(stop for stop in stops if stop.case.pk not in placed)]


def visit_of_key(key: UUID) -> Visit | None:
    """Return the visit that came with a key, if it came."""
    return Visit.objects.select_related("case", "event").filter(key=key).first()
