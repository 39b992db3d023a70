"""Closes the box for good and counts what lies in it by every rule."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.domains.participation import engine
from meydan.domains.participation.engine import Election, Outcome
from meydan.domains.participation.errors import CountedAlready, NotClosedYet
from meydan.domains.participation.models import Budget, Count
from meydan.domains.participation.queries import budgets as queries


@transaction.atomic
def count(*, budget: Budget, actor: Account | None, now: datetime) -> Count:
    """
    Count once, after the last moment of voting, and keep the fingerprint of the published file.

    :raises NotClosedYet: while people vote
    :raises CountedAlready: if it was counted
    """
    held = Budget.objects.select_for_update().get(pk=budget.pk)
    if held.published_at is None or now < held.closes_at:
        raise NotClosedYet(held.code)
    projects = list(held.projects.order_by("number"))
    numbers = [one.number for one in projects]
    election = queries.election(held, projects)
    outcomes = {one.rule: _rows(one, numbers) for one in _counted(held, election)}
    made = Count(
        budget=held, counted_at=now, outcomes=outcomes, handed_out=queries.handed_out(held), file_digest=""
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as twice:
        raise CountedAlready(held.code) from twice
    made.file_digest = hashlib.sha256(queries.ballot_file(held, made)).hexdigest()
    made.save(update_fields=["file_digest"])
    payload = {"ballots": int(election.chosen.shape[0]), "file": made.file_digest}
    record(
        verb="participation.counted", actor=actor, thing=f"participation.budget:{held.pk}", payload=payload, now=now
    )  # fmt: skip
    return made


def _counted(budget: Budget, election: Election) -> list[Outcome]:
    knapsack = [engine.knapsack(election)] if budget.within_amount else []
    shares = [
        engine.equal_shares(election, utility="cardinality"),
        engine.equal_shares(election, utility="cost"),
    ]
    return [*knapsack, engine.approval(election), *shares]


def _rows(outcome: Outcome, numbers: list[int]) -> list[dict[str, Any]]:
    """A verdict a project; money that is no whole number is told to the nearest hundredth."""
    return [
        {
            "number": numbers[one.project], "wins": one.wins, "place": one.place, "votes": one.votes,
            "reason": one.reason, "left": one.left_before,
            "price": None if one.price is None else float(np.round(float(one.price), 2)),
            "hold": None if one.supporters_hold is None else float(np.round(float(one.supporters_hold), 2)),
        }
        for one in outcome.verdicts
    ]  # fmt: skip
