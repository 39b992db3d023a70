"""What can go wrong with a budget and its ballots."""

from collections.abc import Sequence


class BudgetUnknown(Exception):
    """No budget has this code."""


class VotingHasBegun(Exception):
    """Rules, money and projects stand still once people can vote; only the last day may be moved, in public."""


class NotReady(Exception):
    """A budget needs two projects at least, each of which could be paid."""


class NotOpen(Exception):
    """Ballots are not taken now."""


class CodeUnknown(Exception):
    """Nobody was handed this voting code."""


class CodeSpent(Exception):
    """A ballot was taken out with this code before."""


class BallotAgainstRules(Exception):
    """The choice breaks the budget's rules; ``kind`` is ``empty``, ``unknown``, ``money`` or ``many``."""

    def __init__(self, kind: str, projects: Sequence[int]) -> None:
        super().__init__(kind)
        self.kind, self.projects = kind, projects


class BallotCastAlready(Exception):
    """A ballot with this receipt or paper number lies in the box."""


class BallotNotSigned(Exception):
    """The ballot carries no signature of this budget."""


class MorePapersThanHandedOut(Exception):
    """More paper ballots would be entered than were handed out."""


class NotClosedYet(Exception):
    """Ballots are counted after the last moment of voting."""


class CountedAlready(Exception):
    """The ballots were counted; nothing is added after that."""


class EndsTooEarly(Exception):
    """Voting would end before it begins, or before it ended until now."""


class ReasonMissing(Exception):
    """A public amendment needs its reason."""
