"""The city answers: always in writing when it refuses, always with a plan action when it accepts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.base.audit.public import record
from meydan.base.links.public import link, unlink
from meydan.base.people.public import Account
from meydan.domains.participation.errors import ActionMissing, AnswerMissing, StepNotOpen
from meydan.domains.participation.models import Proposal, ProposalEvent, Status
from meydan.domains.participation.models.proposals import PROMISED, REASONED
from meydan.domains.participation.operations.news import note_facts, note_news
from meydan.domains.participation.operations.proposals import held
from meydan.kernel.strategy.public import Action

BECAME = "became"
# From where the city may go where. A refusal may be looked at again; a promise may be taken back, with its reason.
STEPS: dict[str, tuple[str, ...]] = {
    Status.OPEN: (Status.EXAMINED, Status.ACCEPTED, Status.PARTLY, Status.REJECTED),
    Status.EXAMINED: (Status.ACCEPTED, Status.PARTLY, Status.REJECTED),
    Status.ACCEPTED: (Status.DONE, Status.REJECTED),
    Status.PARTLY: (Status.DONE, Status.REJECTED),
    Status.REJECTED: (Status.EXAMINED,),
}


@transaction.atomic
def answer(
    *, proposal_id: int, status: str, actor: Account, now: datetime, words: str = "", action: Action | None = None
) -> Proposal:  # fmt: skip
    """
    Take the next step with a proposal and say so in public.

    :param words: the city's words; a refusal, whole or in part, needs them
    :param action: what of the plan carries it out; a promise needs one
    :raises StepNotOpen: if no step leads there, or the proposal is hidden
    :raises AnswerMissing: for a refusal without words
    :raises ActionMissing: for a promise without an action
    """
    proposal, words = held(proposal_id), words.strip()
    if status not in STEPS.get(proposal.status, ()) or proposal.is_hidden:
        raise StepNotOpen(f"{proposal.status} to {status}")
    if status in REASONED and not words:
        raise AnswerMissing(str(proposal))
    chosen = (action or proposal.action) if status in PROMISED else None
    if status in PROMISED and chosen is None:
        raise ActionMissing(str(proposal))
    _tie(proposal, chosen, actor, now)
    proposal.status, proposal.answer, proposal.updated_at = status, words, now
    proposal.answered_at = None if status == Status.EXAMINED else now
    proposal.save(update_fields=["status", "answer", "answered_at", "action", "updated_at"])
    line = ProposalEvent.objects.create(
        proposal=proposal, at=now, verb="answered", status=status, words=words
    )
    note_news(proposal=proposal, fact=f"answer:{line.pk}", kind="answer", now=now)
    if chosen is not None:
        # How the action stands on this day is no news: what comes after it is.
        note_facts(proposal=proposal, now=now, is_known=True)
    record(
        verb="participation.idea_answered", actor=actor, thing=proposal.ref,
        payload={"status": status, "action": chosen.code if chosen else ""}, now=now,
    )  # fmt: skip
    return proposal


def _tie(proposal: Proposal, action: Action | None, actor: Account, now: datetime) -> None:
    before = proposal.action
    if before is not None and before != action:
        unlink(proposal.ref, f"strategy.action:{before.code}", BECAME)
    if action is not None:
        link(proposal.ref, f"strategy.action:{action.code}", BECAME, actor.username, now)
    proposal.action = action
