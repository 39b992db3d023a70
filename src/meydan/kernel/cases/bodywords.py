"""Bodies in words: how they count, what a vote came to, and why something was refused."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from meydan.base.locale.public import local_digits, text
from meydan.kernel.cases.engine.bodies import Body, BodyFault
from meydan.kernel.cases.engine.quorum import AbstentionNotAllowed, QuorumLost, Threshold, VotesMissing
from meydan.kernel.cases.models import AgendaItem, BodyMember
from meydan.kernel.cases.operations import agenda, deciding, seating, sessions, voting
from meydan.kernel.cases.queries.bodies import BodyUnknown, body, named

# What a page of a body answers with a sentence; anything else is a mistake of ours.
REFUSALS: tuple[type[Exception], ...] = (
    agenda.AgendaClosed,
    agenda.ItemSettled,
    agenda.NothingToDecide,
    agenda.OnAgendaAlready,
    deciding.NothingDecided,
    deciding.SignatureMissing,
    deciding.TextMissing,
    seating.EndBeforeStart,
    seating.SeatUnknown,
    seating.SeatsTaken,
    seating.SitsAlready,
    sessions.NobodyPresides,
    sessions.QuorumMissing,
    sessions.SessionChanged,
    sessions.SessionNotOpen,
    sessions.SessionOver,
    sessions.VoteUnderWay,
    voting.AbstentionRefused,
    voting.MembersOwnVote,
    voting.NotCounted,
    voting.NotInTheRoom,
    voting.OpinionMissing,
    voting.VotedBefore,
    AbstentionNotAllowed,
    QuorumLost,
    VotesMissing,
)


def refusal_words(refused: Exception) -> str:
    """Say what was refused and what to do."""
    if isinstance(refused, VotesMissing):
        return _("These members are in the room and have not voted: %(names)s. Write down their vote.") % {
            "names": _names(refused)
        }
    if isinstance(refused, sessions.QuorumMissing | QuorumLost):
        return _(
            "%(present)s members with a vote are in the room and %(needed)s are needed. "
            "Mark who has come, or put the matter off."
        ) % {"present": _shown(refused.present), "needed": _shown(refused.needed)}
    return _of_one_person(refused) or _plain(refused)


def _shown(number: int) -> str:
    return local_digits(str(number))


def _names(refused: VotesMissing) -> str:
    members = BodyMember.objects.filter(pk__in=[int(one) for one in refused.members])
    return pgettext("list", ", ").join(members.order_by("seat", "place", "pk").values_list("name", flat=True))


def _of_one_person(refused: Exception) -> str:
    name = {"name": getattr(refused, "name", "")}
    match refused:
        case sessions.VoteUnderWay():
            return (
                _("%(name)s has voted on something not counted yet. Count it first, then mark who left.")
                % name
            )
        case voting.NotInTheRoom():
            return _("%(name)s is not in the room or has no vote here. Mark who is present first.") % name
        case voting.OpinionMissing():
            return _("%(name)s votes against: write down why, the law asks for it.") % name
        case voting.AbstentionRefused():
            return _("%(name)s cannot abstain: members of this body vote for or against.") % name
        case voting.MembersOwnVote():
            return _("%(name)s voted from their own account; only they can change it.") % name
        case voting.VotedBefore():
            return (
                _(
                    "%(name)s voted on this case when it was first decided and may not hear the objection. "
                    "Write down that they took no part."
                )
                % name
            )
        case _:
            return ""


def _plain(refused: Exception) -> str:
    said = {
        agenda.AgendaClosed: _("This session is over. Choose another one."),
        agenda.ItemSettled: _("This item is settled already. The page shows where it stands."),
        agenda.NothingToDecide: _("Where the case stands now, this body cannot decide that."),
        agenda.OnAgendaAlready: _("The case already waits for this body."),
        deciding.NothingDecided: _(
            "The votes were equal, so there is nothing to sign. Put it before another session."
        ),
        deciding.SignatureMissing: _("Add the paper that the chair has signed: a photo or a PDF."),
        deciding.TextMissing: _("Write the decision and its reasons."),
        seating.EndBeforeStart: _("That day lies before the first day of the membership."),
        seating.SeatUnknown: _("This body has no such seat."),
        seating.SeatsTaken: _("Every place of this seat is taken. End somebody's time first."),
        seating.SitsAlready: _("This account already has a seat in this body."),
        sessions.NobodyPresides: _("Choose who presides: a member with a vote who is in the room."),
        sessions.SessionChanged: _(
            "Somebody else wrote in this session meanwhile. The page shows how it stands now; "
            "send again if it still fits."
        ),
        sessions.SessionNotOpen: _("The session is not open."),
        sessions.SessionOver: _("The session is over; what was written down stands."),
        voting.NotCounted: _("There is no open count here: it is not counted yet, or signed already."),
        AbstentionNotAllowed: _("Members of this body vote for or against."),
    }
    return said[type(refused)]


def rule_words(chosen: Body) -> list[str]:
    """Say how a body counts, in sentences."""
    rules = chosen.rules
    said = [
        _("%(needed)s of %(seats)s members with a vote must be in the room.")
        % {"needed": _shown(rules.quorum_heads), "seats": _shown(rules.seats)}
    ]
    said += [_needs(threshold) for threshold in rules.majority]
    said.append(
        {
            "chair": _("When votes are equal, the side of the chair counts as the majority."),
            "rejected": _("When votes are equal, the proposal falls."),
            "tied": _("When votes are equal, the matter waits for another session."),
        }[rules.tie]
    )
    if not rules.may_abstain:
        said.append(_("Nobody may abstain."))
    if chosen.dissent_reasoned:
        said.append(_("Whoever votes against says why."))
    if chosen.not_with:
        listed = pgettext("list", ", ").join(text(named(code)) for code in chosen.not_with)
        said.append(_("Whoever voted on the case in %(bodies)s takes no part here.") % {"bodies": listed})
    return said


def _needs(threshold: Threshold) -> str:
    share = {"share": local_digits(f"{threshold.share.numerator}/{threshold.share.denominator}")}
    if threshold.strict:
        return {
            "present": _("A proposal needs more than %(share)s of those in the room."),
            "cast": _("A proposal needs more than %(share)s of the votes for and against."),
            "seats": _("A proposal needs more than %(share)s of all members."),
        }[threshold.of] % share
    return {
        "present": _("A proposal needs at least %(share)s of those in the room."),
        "cast": _("A proposal needs at least %(share)s of the votes for and against."),
        "seats": _("A proposal needs at least %(share)s of all members."),
    }[threshold.of] % share


def option_name(code: str, option: str) -> str:
    """Return the name of what a body decides; an option that left the pack is called by its code."""
    try:
        found = body(code).options.get(option)
    except (BodyUnknown, BodyFault):
        found = None
    return text(found.names) if found else option


def figure_words(item: AgendaItem) -> str:
    """Say what a vote came to."""
    figures = {name: _shown(count) for name, count in item.figures.items()}
    if not item.figures:
        return ""
    if item.figures["abstained"]:
        return (
            _("%(in_favour)s for, %(against)s against, %(abstained)s abstained; %(needed)s were needed.")
            % figures
        )
    return _("%(in_favour)s for, %(against)s against; %(needed)s were needed.") % figures


def decision_number(item: AgendaItem) -> str:
    """Return the number under which a signed decision is filed."""
    return local_digits(f"{item.year}/{item.number}") if item.number else ""
