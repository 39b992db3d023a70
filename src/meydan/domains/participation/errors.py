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


class ConsultationUnknown(Exception):
    """No hearing, meeting or survey has this code."""


class NotHeardNow(Exception):
    """The consultation is not open: it has not begun, is over, or was closed."""


class StillOpen(Exception):
    """People are still being heard; closing comes after the last moment."""


class ClosingWordsMissing(Exception):
    """Opinions are unanswered: who closes over them says in public why; ``unanswered`` counts them."""

    def __init__(self, unanswered: int) -> None:
        super().__init__(str(unanswered))
        self.unanswered = unanswered


class AnswerIncomplete(Exception):
    """An answer needs at least one opinion, a gist and a reason."""


class OpinionElsewhere(Exception):
    """An opinion of another consultation cannot be answered here."""


class AnsweredAlready(Exception):
    """The opinion has its answer."""


class ProposalUnknown(Exception):
    """No proposal bears this number, or it is out of sight."""


class NotTakenNow(Exception):
    """The call is not open, or the proposal takes no support and no words any more."""


class AlreadyBehind(Exception):
    """This person stands behind the proposal already."""


class NotYours(Exception):
    """Only its author may do this."""


class StepNotOpen(Exception):
    """From where the proposal stands this step does not lead on."""


class ActionMissing(Exception):
    """What is accepted has an action of the plan behind it."""


class AnswerMissing(Exception):
    """A proposal that is refused, wholly or in part, is told why."""


class RuleUnknown(Exception):
    """No rule of the house bears this name."""


class HiddenAlready(Exception):
    """It is out of sight already."""


class NothingToAppeal(Exception):
    """Nothing is hidden here, or its one appeal was made."""


class AnotherMustDecide(Exception):
    """Whoever hid it does not hear the appeal."""


class TooFewReports(Exception):
    """Nothing was reported here often enough to be raised."""


class NotNamedWithoutConsent(Exception):
    """A stakeholder is named in public only with the day on which it agreed."""


class StakeholderKnown(Exception):
    """The register has an organisation of this kind and name."""


class AttendanceImpossible(Exception):
    """More women, men or young people than people."""


class TableUnreadable(Exception):
    """The file is no table that can be read: CSV or XLSX with a heading."""


class SeatUnknown(Exception):
    """Nobody was handed this code for the survey."""


class SeatSpent(Exception):
    """The survey was answered with this code or telephone already."""


class RandomSaysHow(Exception):
    """Who calls a sample random says how it was drawn."""
