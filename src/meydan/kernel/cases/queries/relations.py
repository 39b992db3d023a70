"""What a case hangs together with."""

from __future__ import annotations

from django.db.models import Q

from meydan.kernel.cases.engine.relations import Edge
from meydan.kernel.cases.models import Case, CaseRelation

Kind = CaseRelation.Kind


def ties_of(case: Case) -> list[CaseRelation]:
    """Return the ties of a case that hold, those above it first."""
    ties = CaseRelation.objects.filter(Q(lower=case) | Q(upper=case), ended_at=None)
    rows = ties.select_related("upper__service", "upper__unit", "lower__service", "lower__unit").order_by(
        "id"
    )
    # The clock of the other case stands beside it.
    found = rows.prefetch_related("upper__clocks", "lower__clocks")
    return sorted(found, key=lambda one: one.lower_id != case.pk)


def edges_above(case_id: int) -> list[Edge]:
    """Return the ties from a case upwards to the top; one query a step."""
    edges: list[Edge] = []
    waiting, seen = {case_id}, set[int]()
    while waiting:
        seen |= waiting
        found = CaseRelation.objects.filter(lower__in=waiting, ended_at=None).values_list(
            "upper_id", "lower_id"
        )
        rows = list(found)
        edges += rows
        waiting = {upper for upper, _lower in rows} - seen
    return edges


def joined_to(case_id: int) -> list[int]:
    """Return the cases joined to a case, and those joined to them."""
    found: list[int] = []
    waiting = [case_id]
    while waiting:
        rows = CaseRelation.objects.filter(upper__in=waiting, kind=Kind.MERGED, ended_at=None)
        waiting = [one for one in rows.values_list("lower_id", flat=True) if one not in found]
        found += waiting
    return found


def is_joined(case_id: int) -> bool:
    """Whether a case was joined to another one."""
    return CaseRelation.objects.filter(lower=case_id, kind=Kind.MERGED, ended_at=None).exists()


def open_children(case_id: int) -> list[str]:
    """Return the codes of the children that must end before this case may."""
    held = CaseRelation.objects.filter(
        upper=case_id, kind=Kind.CHILD, must_close=True, ended_at=None, lower__closed_at=None
    )
    return list(held.order_by("id").values_list("lower__code", flat=True))
