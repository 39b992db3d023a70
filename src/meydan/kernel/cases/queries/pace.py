"""How long cases of a service usually stand in each state, from those closed last."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from meydan.kernel.cases.engine.workflow import Workflow, WorkflowFault
from meydan.kernel.cases.models import Case, CaseEvent, Service
from meydan.kernel.cases.queries.catalogue import DAY_S, MIN_SAMPLE

# The newest of them: what was usual years ago says little, and a page must not read a million lines.
MOST_READ = 60


@dataclass(frozen=True)
class Pace:
    """The median time in a state [days], of so many stays."""

    days: float
    stays: int


def pace_of(service: Service) -> dict[str, Pace]:
    """Return the usual time by state; a state with fewer than five stays is left out. Two queries."""
    closed = Case.objects.filter(service=service, closed_at__isnull=False)
    newest = list(closed.order_by("-closed_at", "-pk").values_list("pk", flat=True)[:MOST_READ])
    lines = CaseEvent.objects.filter(case__in=newest, verb__in=("opened", "moved")).order_by(
        "case_id", "sequence"
    )
    stays: dict[str, list[float]] = defaultdict(list)
    stood: tuple[int, str, datetime] | None = None
    for number, verb, at, body in lines.values_list("case_id", "verb", "at", "body"):
        if verb == "moved" and stood is not None and stood[0] == number:
            stays[stood[1]].append((at - stood[2]).total_seconds() / DAY_S)
        stood = (number, str(body.get("to") or body.get("state", "")), at)
    return {state: Pace(median(days), len(days)) for state, days in stays.items() if len(days) >= MIN_SAMPLE}


@dataclass(frozen=True)
class Step:
    """A state on the way of a case: passed, here, or still ahead, with what is usual."""

    names: dict[str, str]
    is_passed: bool
    is_here: bool
    pace: Pace | None


def way_of(case: Case, walk: Workflow) -> list[Step]:
    """Return the straight way from the beginning to the good end, and where the case stands on it."""
    codes = [walk.initial, *_straight(walk)]
    if case.state not in codes:
        codes = [*codes[:-1], case.state, codes[-1]] if not case.is_closed else [*codes[:1], case.state]
    at, paces = codes.index(case.state), pace_of(case.service)
    return [
        Step(dict(walk.state(code).public_names), place < at, place == at, paces.get(code))
        for place, code in enumerate(codes)
    ]


def _straight(walk: Workflow) -> list[str]:
    good = [code for code in walk.finals() if walk.state(code).outcome == "done"]
    try:
        return [arrow.target for arrow in walk.path_to(good[0])] if good else []
    except WorkflowFault:
        return []
