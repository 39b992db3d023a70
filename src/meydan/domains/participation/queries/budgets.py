"""Which budgets there are, what lies in the box, and the file that everybody may recount."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db.models import Count as Counted
from django.db.models import QuerySet

from meydan.domains.participation.engine import Election
from meydan.domains.participation.errors import BudgetUnknown
from meydan.domains.participation.models import Ballot, Budget, Channel, Count, Project


def budgets(*, published: bool = True) -> QuerySet[Budget]:
    """Return budgets, the one that closes last first."""
    whole = Budget.objects.select_related("count").annotate(project_count=Counted("projects"))
    return (
        whole.exclude(published_at=None).order_by("-closes_at", "-id") if published else whole.order_by("-id")
    )


def budget(code: str, *, published: bool = True) -> Budget:
    """
    Return a budget by its code.

    :raises BudgetUnknown: if there is none, or nobody may see it yet
    """
    found = budgets(published=published).filter(code=code).first()
    if found is None:
        raise BudgetUnknown(code)
    return found


def count_of(budget: Budget) -> Count | None:
    """Return the count, once there is one."""
    return Count.objects.filter(budget=budget).first()


def handed_out(budget: Budget) -> dict[str, int]:
    """Return how many codes were spent, by channel."""
    spent = budget.eligibilities.exclude(channel="").values_list("channel").annotate(many=Counted("id"))
    return dict(spent.order_by("channel"))


def cast_by_channel(budget: Budget) -> dict[str, int]:
    """Return how many ballots lie in the box, by channel; every channel is named."""
    cast = dict(budget.ballots.values_list("channel").annotate(many=Counted("id")).order_by("channel"))
    return {channel: cast.get(channel, 0) for channel in Channel.values}


def ballot_by_receipt(budget: Budget, receipt: str) -> Ballot | None:
    """Return the ballot of a receipt."""
    return Ballot.objects.filter(budget=budget, receipt=receipt).first()


def election(budget: Budget, projects: Sequence[Project]) -> Election:
    """Return the ballots as a table of marks, a row a ballot, a column a project."""
    column = {one.number: place for place, one in enumerate(projects)}
    chosen = list(budget.ballots.order_by("receipt").values_list("projects", flat=True))
    marks = np.zeros((len(chosen), len(projects)), dtype=bool)
    for row, numbers in enumerate(chosen):
        marks[row, [column[one] for one in numbers]] = True
    return Election(np.array([one.cost for one in projects], dtype=np.int64), budget.amount, marks)


def ballot_file(budget: Budget, count: Count) -> bytes:
    """Return the published file: always the same bytes for the same ballots, in the order of their receipts."""
    ballots = budget.ballots.order_by("receipt").values("receipt", "channel", "projects", "signature")
    file: dict[str, Any] = {
        "budget": budget.code, "amount": budget.amount, "rule": budget.rule,
        "within_amount": budget.within_amount, "most_projects": budget.most_projects,
        "key": {"n": budget.key_modulus, "e": budget.public_key.e}, "handed_out": count.handed_out,
        "projects": list(budget.projects.order_by("number").values("number", "cost", "names")),
        "winners": {
            rule: [row["number"] for row in sorted(rows, key=lambda row: row["place"]) if row["wins"]]
            for rule, rows in count.outcomes.items()
        },
        "ballots": list(ballots),
    }  # fmt: skip
    return json.dumps(file, ensure_ascii=False, sort_keys=True, indent=1).encode()
