"""Takes the votes on an item, and counts them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.kernel.cases.body_policies import body_policy
from meydan.kernel.cases.engine.bodies import Body
from meydan.kernel.cases.engine.quorum import tally
from meydan.kernel.cases.models import AgendaItem, Ballot, BodyMember, BodySession
from meydan.kernel.cases.operations.agenda import ItemSettled
from meydan.kernel.cases.operations.sessions import SessionNotOpen, hold_session, voters_inside
from meydan.kernel.cases.queries.bodies import body_of

MAX_OPINION = 4000


class NotInTheRoom(Exception):
    """Whoever votes is not in the room, or has no vote in this body; ``name`` says who."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class OpinionMissing(Exception):
    """This body asks whoever votes against to say why; ``name`` says who has not."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class AbstentionRefused(Exception):
    """Members of this body must vote for or against; ``name`` says who abstained."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class MembersOwnVote(Exception):
    """The member voted from their own account: nobody else may change it. ``name`` says who."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class VotedBefore(Exception):
    """The member voted on this case in a body whose voters may not decide it again; ``name`` says who."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotCounted(Exception):
    """The item has no count to take back, or it is signed."""


def hold_item(item_id: int, expected_version: int | None = None) -> tuple[AgendaItem, BodySession, Body]:
    """
    Hold an item's session and return the item as it stands now.

    :raises SessionChanged: if the session has another version than the reader saw
    """
    session_id = AgendaItem.objects.values_list("session_id", flat=True).get(pk=item_id)
    session = hold_session(session_id, expected_version)
    item = AgendaItem.objects.select_related("case").get(pk=item_id)
    return item, session, body_of(session)


@transaction.atomic
def cast_vote(
    *, item_id: int, member_id: int, choice: str, actor: Account, now: datetime, opinion: str = ""
) -> Ballot:
    """
    Write down how a member votes; a later vote replaces an earlier one until the votes are counted.

    Members vote from their own account, or the secretary writes down what was heard in the room. A vote a
    member gave from their own account is theirs alone to change.

    :param choice: ``for``, ``against``, ``abstain``, or ``recused`` for who takes no part
    :param opinion: why, for the minutes
    :raises SessionNotOpen: if the session has not begun or is over
    :raises ItemSettled: if the votes are counted already
    :raises NotInTheRoom: if the member is not in the room or has no vote
    :raises AbstentionRefused: if nobody may abstain in this body
    :raises OpinionMissing: if this body asks for the reason of a vote against
    :raises MembersOwnVote: if the member voted from their own account and somebody else would change it
    :raises VotedBefore: if the member already voted on the case in a body barred by this one
    :raises NotAllowed: if the actor is neither the member nor keeps the body
    """
    item, session, chosen = hold_item(item_id)
    member = BodyMember.objects.get(pk=member_id)
    is_own = member.account_id is not None and member.account_id == actor.pk
    if not is_own:
        body_policy.require(actor, "keep", chosen)
    if session.state != BodySession.State.OPEN:
        raise SessionNotOpen(str(session))
    if item.state != AgendaItem.State.LISTED:
        raise ItemSettled(str(item_id))
    if member.pk not in voters_inside(session, chosen):
        raise NotInTheRoom(member.name)
    _may_choose(chosen, item, member, choice, opinion)
    before = Ballot.objects.filter(item=item, member=member).first()
    if before is not None and not is_own and before.cast_by_id == member.account_id:
        raise MembersOwnVote(member.name)
    facts = {
        "choice": choice,
        "opinion": opinion.strip()[:MAX_OPINION],
        "cast_by": actor,
        "cast_at": now,
    }
    ballot, _new = Ballot.objects.update_or_create(item=item, member=member, defaults=facts)
    return ballot


def _may_choose(chosen: Body, item: AgendaItem, member: BodyMember, choice: str, opinion: str) -> None:
    if choice not in Ballot.Choice.values:
        raise ValueError(choice)
    if choice == Ballot.Choice.ABSTAIN and not chosen.rules.may_abstain:
        raise AbstentionRefused(member.name)
    if choice == Ballot.Choice.AGAINST and chosen.dissent_reasoned and not opinion.strip():
        raise OpinionMissing(member.name)
    if choice != Ballot.Choice.RECUSED and _voted_before(chosen, item, member):
        raise VotedBefore(member.name)


def _voted_before(chosen: Body, item: AgendaItem, member: BodyMember) -> bool:
    """Whether the same person voted on the case in a body that this one bars, by account or by name."""
    earlier = Ballot.objects.filter(
        item__case=item.case_id, item__body__in=chosen.not_with, item__state=AgendaItem.State.SIGNED
    ).exclude(choice=Ballot.Choice.RECUSED)
    people = earlier.values_list("member__account_id", "member__name")
    return any(
        (account is not None and account == member.account_id) or name == member.name
        for account, name in people
    )


@transaction.atomic
def count_votes(
    *, item_id: int, actor: Account, now: datetime, expected_version: int | None = None
) -> AgendaItem:
    """
    Count the votes of those in the room and write down what they come to.

    Who takes no part in an item is not counted as present for it.

    :raises SessionChanged: if somebody else wrote in the session since the reader's version
    :raises SessionNotOpen: if the session has not begun or is over
    :raises ItemSettled: if the item is no longer to be voted
    :raises QuorumLost: if too few members are left in the room
    :raises VotesMissing: if somebody in the room has not voted
    :raises NotAllowed: if the actor does not keep the body
    """
    item, session, chosen = hold_item(item_id, expected_version)
    body_policy.require(actor, "keep", chosen)
    if session.state != BodySession.State.OPEN:
        raise SessionNotOpen(str(session))
    if item.state != AgendaItem.State.LISTED:
        raise ItemSettled(str(item_id))
    voters = voters_inside(session, chosen)
    ballots = {one.member_id: one.choice for one in item.ballots.all()}
    taking_part = {number for number in voters if ballots.get(number) != Ballot.Choice.RECUSED}
    presiding = next((number for number, row in voters.items() if row.is_presiding), None)
    counted = tally(
        chosen.rules,
        {str(number): choice for number, choice in ballots.items()},
        {str(number) for number in taking_part},
        str(presiding or ""),
    )
    item.state, item.outcome, item.counted_at = AgendaItem.State.COUNTED, counted.outcome, now
    item.signatory_id = presiding
    item.figures = {
        "in_favour": counted.in_favour,
        "against": counted.against,
        "abstained": counted.abstained,
        "present": counted.present,
        "needed": counted.needed,
    }
    item.save()
    payload = {"body": item.body, "outcome": item.outcome, **item.figures}
    record(verb="cases.body_count", actor=actor, thing=item.ref, payload=payload, now=now)
    return item


@transaction.atomic
def vote_again(*, item_id: int, actor: Account, now: datetime) -> AgendaItem:
    """
    Take a count back before it is signed, so that the item is voted anew; the log keeps the first count.

    :raises NotCounted: if there is no count to take back
    :raises SessionNotOpen: if the session is over
    :raises NotAllowed: if the actor does not keep the body
    """
    item, session, chosen = hold_item(item_id)
    body_policy.require(actor, "keep", chosen)
    if item.state != AgendaItem.State.COUNTED:
        raise NotCounted(str(item_id))
    if session.state != BodySession.State.OPEN:
        raise SessionNotOpen(str(session))
    before = {"body": item.body, "outcome": item.outcome, **item.figures}
    item.state, item.outcome, item.counted_at = AgendaItem.State.LISTED, "", None
    item.figures, item.signatory = {}, None
    item.save()
    item.ballots.all().delete()
    record(verb="cases.body_count_back", actor=actor, thing=item.ref, payload=before, now=now)
    return item
