"""Whether a body may decide, and what its votes come to."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
CHOICES = (FOR, AGAINST, ABSTAIN)
ADOPTED, REJECTED, TIED = "adopted", "rejected", "tied"
# What a share is counted of: all seats with a vote, the members present with a vote, or votes for and against.
BASES = ("seats", "present", "cast")
# Equal votes: the side the chair voted on wins, or the proposal falls, or it waits for another session.
TIES = ("chair", "rejected", "tied")


@dataclass(frozen=True)
class Threshold:
    """A share that must be passed (``strict``) or reached, of one of ``BASES``."""

    of: str
    share: Fraction
    strict: bool

    def needed(self, base: int) -> int:
        """
        Return the least whole number of heads that passes or reaches the share of ``base``.

        A fraction of a head is raised to a whole one.
        """
        exact = self.share * base
        return math.floor(exact) + 1 if self.strict else math.ceil(exact)


@dataclass(frozen=True)
class Rules:
    """
    How a body counts.

    :ivar seats: members with a vote when every seat is taken
    :ivar quorum: what those present must reach, of ``seats``
    :ivar majority: what the votes for must reach, every one of them
    """

    seats: int
    quorum: tuple[Threshold, ...]
    majority: tuple[Threshold, ...]
    tie: str = "rejected"
    may_abstain: bool = True

    @property
    def quorum_heads(self) -> int:
        """How many members with a vote must be present."""
        return max((threshold.needed(self.seats) for threshold in self.quorum), default=1)

    def is_quorate(self, present: int) -> bool:
        """Whether so many members with a vote may decide."""
        return present >= max(1, self.quorum_heads)


@dataclass(frozen=True)
class Tally:
    """What the votes came to."""

    outcome: str
    in_favour: int
    against: int
    abstained: int
    present: int
    # The votes for that would have carried it.
    needed: int


class VotesMissing(Exception):
    """Members who are present have not voted; ``members`` names them."""

    def __init__(self, members: Collection[str]) -> None:
        super().__init__(", ".join(sorted(members)))
        self.members = frozenset(members)


class QuorumLost(Exception):
    """Fewer members are present than the body needs to decide."""

    def __init__(self, present: int, needed: int) -> None:
        super().__init__(f"{present} present, {needed} needed")
        self.present, self.needed = present, needed


class AbstentionNotAllowed(Exception):
    """Members of this body must vote for or against."""


def tally(rules: Rules, votes: Mapping[str, str], present: Collection[str], chair: str = "") -> Tally:
    """
    Count the votes of those present.

    :param votes: ``for``, ``against`` or ``abstain`` by member; votes of those not present do not count
    :param present: the members with a vote who take part in this vote
    :param chair: the member who presides
    :raises QuorumLost: if too few are present
    :raises VotesMissing: if somebody present has not voted
    :raises AbstentionNotAllowed: if somebody abstained where nobody may
    """
    heads = frozenset(present)
    if not rules.is_quorate(len(heads)):
        raise QuorumLost(len(heads), rules.quorum_heads)
    silent = heads - votes.keys()
    if silent:
        raise VotesMissing(silent)
    counted = [votes[member] for member in heads]
    in_favour, against = counted.count(FOR), counted.count(AGAINST)
    abstained = len(counted) - in_favour - against
    if abstained and not rules.may_abstain:
        raise AbstentionNotAllowed
    base = {"seats": rules.seats, "present": len(heads), "cast": in_favour + against}
    needed = max(threshold.needed(base[threshold.of]) for threshold in rules.majority)
    outcome = _outcome(rules, base, in_favour, against, votes.get(chair, "") if chair in heads else "")
    return Tally(outcome, in_favour, against, abstained, len(heads), needed)


def _outcome(rules: Rules, base: Mapping[str, int], in_favour: int, against: int, chair: str) -> str:
    short = [rule for rule in rules.majority if in_favour < rule.needed(base[rule.of])]
    if not short:
        return ADOPTED
    # A tie in the sense of the law: exactly half for, half against, and nothing but that half missing.
    halved = in_favour == against and all(
        rule.strict and rule.share * base[rule.of] == in_favour for rule in short
    )
    if not halved or rules.tie == "rejected":
        return REJECTED
    if rules.tie == "tied" or not chair:
        return TIED
    return ADOPTED if chair == FOR else REJECTED
