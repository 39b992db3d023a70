"""Ballots on paper: a sheet for a code, and what stands on the sheets, typed in by staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.domains.participation.errors import (
    BallotCastAlready,
    CodeSpent,
    CodeUnknown,
    CountedAlready,
    MorePapersThanHandedOut,
    NotOpen,
)
from meydan.domains.participation.models import Ballot, Budget, Channel, Count, Eligibility
from meydan.domains.participation.operations.budgets import code_digest
from meydan.domains.participation.operations.voting import allowed, drawn_id, normal_code


@transaction.atomic
def hand_out_paper(*, budget: Budget, code: str, now: datetime) -> None:
    """
    Cross a code off for a sheet of paper.

    :raises NotOpen: before or after voting
    :raises CodeUnknown, CodeSpent: as they say
    """
    held = Budget.objects.get(pk=budget.pk)
    if not held.is_open_at(now):
        raise NotOpen(budget.code)
    rows = Eligibility.objects.filter(budget=budget, code_digest=code_digest(budget, normal_code(code)))
    if not rows.filter(channel="").update(channel=Channel.PAPER):
        raise CodeSpent if rows.exists() else CodeUnknown


@transaction.atomic
def enter_paper(
    *, budget: Budget, number: int, projects: Sequence[int], actor: Account, now: datetime
) -> Ballot:
    """
    Enter a sheet under the number written on it when the box was opened.

    :raises MorePapersThanHandedOut: if there are more than codes crossed off for paper
    :raises BallotCastAlready: if this number was entered
    :raises CountedAlready: after the count
    :raises BallotAgainstRules: if the sheet breaks the rules
    """
    # The row is locked, so that two clerks cannot enter the last sheet twice under two numbers.
    held = Budget.objects.select_for_update().get(pk=budget.pk)
    if Count.objects.filter(budget=held).exists():
        raise CountedAlready(held.code)
    if held.published_at is None or now < held.opens_at:
        raise NotOpen(held.code)
    chosen = allowed(held, projects)
    entered = Ballot.objects.filter(budget=held, channel=Channel.PAPER)
    receipt = f"{number:05d}"
    if entered.filter(receipt=receipt).exists():
        raise BallotCastAlready(receipt)
    if entered.count() >= Eligibility.objects.filter(budget=held, channel=Channel.PAPER).count():
        raise MorePapersThanHandedOut(held.code)
    try:
        with transaction.atomic():
            made = Ballot.objects.create(
                id=drawn_id(), budget=held, receipt=receipt, channel=Channel.PAPER, projects=chosen
            )
    except IntegrityError as twice:
        raise BallotCastAlready(receipt) from twice
    record(
        verb="participation.paper", actor=actor, thing=f"participation.budget:{held.pk}",
        payload={"sheet": number, "projects": chosen}, now=now,
    )  # fmt: skip
    return made
