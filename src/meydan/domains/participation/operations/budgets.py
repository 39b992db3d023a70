"""A budget before and while people vote: what stands still, and what may move in public."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import transaction
from django.db.models import Max

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.base.sealing.public import keyed_digest, seal_text
from meydan.domains.participation.errors import EndsTooEarly, NotReady, ReasonMissing, VotingHasBegun
from meydan.domains.participation.models import Amendment, Budget, Eligibility, Project

KEY_BITS = 2048
KEY_PURPOSE = b"participation.signing-key"
CODE_PURPOSE = b"participation.voting-code"
# Crockford's letters: none that is taken for another. Sixteen of them are 80 bits.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16
CHANGEABLE = frozenset(
    {"names", "texts", "amount", "rule", "most_projects", "within_amount", "opens_at", "closes_at"}
)


@transaction.atomic
def make_budget(
    *, code: str, names: Mapping[str, str], amount: int, opens_at: datetime, closes_at: datetime,
    rule: str = "equal_shares", texts: Mapping[str, str] | None = None, most_projects: int | None = None,
    within_amount: bool = True, is_sample: bool = False,
) -> Budget:  # fmt: skip
    """
    Make a budget nobody sees yet.

    :param amount: whole stored units of money (lira, rial)
    :raises EndsTooEarly: if it would end before it begins
    """
    if closes_at <= opens_at:
        raise EndsTooEarly
    return Budget.objects.create(
        code=code, names=dict(names), texts=dict(texts or {}), amount=amount, rule=rule, opens_at=opens_at,
        closes_at=closes_at, most_projects=most_projects, within_amount=within_amount, is_sample=is_sample,
    )  # fmt: skip


@transaction.atomic
def add_project(
    *, budget: Budget, names: Mapping[str, str], cost: int, now: datetime, texts: Mapping[str, str] | None = None,
    where: Mapping[str, str] | None = None, lon: float | None = None, lat: float | None = None,
) -> Project:  # fmt: skip
    """
    Add a project under the next number.

    :raises VotingHasBegun: once people vote
    """
    held = _still_open_to_change(budget, now)
    last = held.projects.aggregate(last=Max("number"))["last"] or 0
    return Project.objects.create(
        budget=held, number=last + 1, names=dict(names), texts=dict(texts or {}), cost=cost,
        where=dict(where or {}), lon=lon, lat=lat,
    )  # fmt: skip


@transaction.atomic
def change(*, budget: Budget, now: datetime, **fields: Any) -> Budget:
    """
    Change rules, money or days before people vote.

    :raises VotingHasBegun: once people vote
    :raises EndsTooEarly: if it would end before it begins
    """
    held = _still_open_to_change(budget, now)
    for name in fields.keys() & CHANGEABLE:
        setattr(held, name, fields[name])
    if held.closes_at <= held.opens_at:
        raise EndsTooEarly
    held.save()
    return held


@transaction.atomic
def publish(*, budget: Budget, actor: Account | None, now: datetime) -> Budget:
    """
    Show the budget to everybody and make the key that signs its ballots.

    :raises NotReady: with fewer than two projects that could be paid
    """
    held = Budget.objects.select_for_update().get(pk=budget.pk)
    if held.projects.filter(cost__lte=held.amount).count() < 2:
        raise NotReady
    if held.published_at is None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS).private_numbers()
        held.key_modulus = f"{key.public_numbers.n:x}"
        held.sealed_key = seal_text(f"{key.d:x} {key.p:x} {key.q:x}", purpose=KEY_PURPOSE)
        held.published_at = now
        held.save()
        _log("participation.published", held, actor, {"rule": held.rule, "amount": held.amount}, now)
    return held


@transaction.atomic
def extend(*, budget: Budget, closes_at: datetime, reason: str, actor: Account, now: datetime) -> Amendment:
    """
    Move the last moment of voting further, while people vote: a public amendment with its reason.

    :raises EndsTooEarly: if voting is over, or would end sooner than was said
    :raises ReasonMissing: without a reason
    """
    if not reason.strip():
        raise ReasonMissing
    held = Budget.objects.select_for_update().get(pk=budget.pk)
    if not held.is_open_at(now) or closes_at <= held.closes_at:
        raise EndsTooEarly
    made = Amendment.objects.create(
        budget=held, closed_at_before=held.closes_at, closes_at=closes_at, reason=reason.strip(), made_at=now,
        made_by=actor,
    )  # fmt: skip
    held.closes_at = closes_at
    held.save(update_fields=["closes_at"])
    payload = {"until": closes_at.isoformat(), "reason": made.reason}
    _log("participation.extended", held, actor, payload, now)
    return made


@transaction.atomic
def hand_out_codes(*, budget: Budget, many: int, actor: Account | None, now: datetime) -> list[str]:
    """Draw voting codes; they are returned this once, and only their keyed digests are kept."""
    codes = ["".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH)) for _code in range(many)]
    rows = [Eligibility(budget=budget, code_digest=code_digest(budget, code)) for code in codes]
    # Stored in the order of their digests: a printed list says nothing about the rows.
    Eligibility.objects.bulk_create(sorted(rows, key=lambda one: one.code_digest), batch_size=500)
    _log("participation.codes", budget, actor, {"many": many}, now)
    return codes


@transaction.atomic
def remove_sample_budgets(now: datetime) -> int:
    """Take the sample budgets away with everything in them; returns how many went."""
    samples = Budget.objects.filter(is_sample=True)
    many = samples.count()
    samples.delete()
    return many


def code_digest(budget: Budget, code: str) -> str:
    """By what a voting code is recognised and cannot be read."""
    return keyed_digest(f"{budget.pk}/{code}", purpose=CODE_PURPOSE)


def _still_open_to_change(budget: Budget, now: datetime) -> Budget:
    held = Budget.objects.select_for_update().get(pk=budget.pk)
    if held.published_at is not None and now >= held.opens_at:
        raise VotingHasBegun(held.code)
    return held


def _log(verb: str, budget: Budget, actor: Account | None, payload: dict[str, Any], now: datetime) -> None:
    record(verb=verb, actor=actor, thing=f"participation.budget:{budget.pk}", payload=payload, now=now)
