"""How a case ended, each time it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from meydan.kernel.cases.models import Case, CaseEvent
from meydan.kernel.cases.queries.workflows import workflow


@dataclass(frozen=True)
class Ended:
    """One end of a case: the state it stood in, the outcome, when."""

    state: str
    outcome: str
    at: datetime


def outcomes_of(case: Case) -> list[Ended]:
    """
    Return every end of a case, the first one first.

    They are read from its history, which neither an officer nor a later end can change. Lines written before
    outcomes stood in them are read by the workflow of today.
    """
    walk = workflow(case.service.workflow)
    moved = CaseEvent.objects.filter(case=case, verb=CaseEvent.Verb.MOVED).order_by("sequence")
    ends = [
        Ended(
            event.body.get("to", ""),
            event.body.get("outcome") or walk.state(event.body["to"]).outcome,
            event.at,
        )
        for event in moved
    ]
    return [end for end in ends if end.outcome]
