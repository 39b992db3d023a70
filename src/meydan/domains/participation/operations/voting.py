"""One person, one ballot; and nobody can tell whose."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from meydan.base.locale.public import to_latin_digits
from meydan.base.sealing.public import open_text
from meydan.domains.participation.engine import blind
from meydan.domains.participation.engine.ballot_secret import factor_of, receipt_of
from meydan.domains.participation.errors import (
    BallotAgainstRules,
    BallotCastAlready,
    BallotNotSigned,
    CodeSpent,
    CodeUnknown,
    NotOpen,
)
from meydan.domains.participation.models import Ballot, Budget, Channel, Eligibility
from meydan.domains.participation.operations.budgets import KEY_PURPOSE, code_digest

# Crockford: these are read as the digits they look like.
LOOKS_LIKE = str.maketrans("OIL", "011")


def vote(
    *, budget: Budget, code: str, secret: str, projects: Sequence[int], now: datetime, channel: str = Channel.WEB
) -> Ballot:  # fmt: skip
    """
    Check the choice, take a signature out with the code, and put the ballot in the box.

    These are two transactions on purpose: nothing that is written joins code and ballot. Whoever is cut off between
    them sends the same page again, for the same secret gets the same signature.

    :param secret: 64 hex digits that only the voter's page holds
    :raises NotOpen, BallotAgainstRules, CodeUnknown, CodeSpent, BallotCastAlready: as they say
    """
    chosen = allowed(budget, projects)
    key, receipt = budget.public_key, receipt_of(secret)
    factor = factor_of(secret, key.n)
    blinded = blind.blind(bytes.fromhex(receipt), factor, key)
    signed = authorise(budget=budget, code=code, blinded=blinded, channel=channel, now=now)
    signature = blind.finalize(bytes.fromhex(receipt), signed, factor, key)
    return cast(
        budget=budget, receipt=receipt, signature=signature, projects=chosen, channel=channel, now=now
    )


@transaction.atomic
def authorise(*, budget: Budget, code: str, blinded: bytes, channel: str, now: datetime) -> bytes:
    """
    Spend a voting code on one blind signature; the same blinded receipt sent again is signed again.

    :raises NotOpen: before or after voting
    :raises CodeUnknown: if nobody was handed it
    :raises CodeSpent: if it signed another ballot
    """
    _require_open(budget, now)
    digest = code_digest(budget, normal_code(code))
    print_ = hashlib.sha256(blinded).hexdigest()
    rows = Eligibility.objects.filter(budget=budget, code_digest=digest)
    # One statement decides: of fifty at once one finds the code unspent.
    if not rows.filter(channel="").update(channel=channel, blinded_digest=print_):
        before = rows.first()
        if before is None:
            raise CodeUnknown
        if (before.channel, before.blinded_digest) != (channel, print_):
            raise CodeSpent
    d, p, q = (
        int(part, 16) for part in open_text(budget.sealed_key, purpose=KEY_PURPOSE).split()
    )  # fmt: skip
    return blind.blind_sign(blinded, blind.PrivateKey(budget.public_key, d, p, q))


@transaction.atomic
def cast(
    *, budget: Budget, receipt: str, signature: bytes, projects: Sequence[int], channel: str, now: datetime
) -> Ballot:  # fmt: skip
    """
    Put a signed ballot in the box; it need not come from whoever took the signature out.

    :raises NotOpen: before or after voting
    :raises BallotAgainstRules: if it breaks the rules
    :raises BallotNotSigned: without the budget's signature
    :raises BallotCastAlready: if this receipt chose something else before
    """
    _require_open(budget, now)
    chosen = allowed(budget, projects)
    try:
        blind.verify(bytes.fromhex(receipt), signature, budget.public_key)
    except blind.SignatureWrong as wrong:
        raise BallotNotSigned from wrong
    ballot = Ballot(
        id=drawn_id(), budget=budget, receipt=receipt, channel=channel, projects=chosen, signature=signature.hex()
    )  # fmt: skip
    try:
        with transaction.atomic():
            ballot.save(force_insert=True)
    except IntegrityError as twice:
        before = Ballot.objects.filter(budget=budget, receipt=receipt).first()
        if before is None or before.projects != chosen:
            raise BallotCastAlready(receipt) from twice
        return before
    return ballot


def allowed(budget: Budget, projects: Sequence[int]) -> list[int]:
    """
    Return a choice in the order of numbers.

    :raises BallotAgainstRules: if it is empty, names what is not there, or takes too much
    """
    costs = dict(budget.projects.values_list("number", "cost"))
    chosen = sorted(set(projects))
    if not chosen:
        raise BallotAgainstRules("empty", chosen)
    if not set(chosen) <= costs.keys():
        raise BallotAgainstRules("unknown", chosen)
    if budget.most_projects and len(chosen) > budget.most_projects:
        raise BallotAgainstRules("many", chosen)
    if budget.within_amount and sum(costs[one] for one in chosen) > budget.amount:
        raise BallotAgainstRules("money", chosen)
    return chosen


def drawn_id() -> int:
    """A row number that says nothing about when the row was written."""
    return secrets.randbits(62) + 1


def normal_code(typed: str) -> str:
    """A voting code as it was drawn, whatever digits, case and gaps it was typed with."""
    letters = to_latin_digits(typed).upper().replace("İ", "1").translate(LOOKS_LIKE)
    return "".join(one for one in letters if one.isalnum())


def _require_open(budget: Budget, now: datetime) -> None:
    held = Budget.objects.only("opens_at", "closes_at", "published_at").get(pk=budget.pk)
    if not held.is_open_at(now):
        raise NotOpen(budget.code)
