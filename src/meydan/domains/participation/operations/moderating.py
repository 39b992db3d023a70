"""Readers point at what breaks the rules; an officer hides it with a reason; another hears the one appeal."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.domains.participation import house
from meydan.domains.participation.errors import (
    AnotherMustDecide,
    AnswerMissing,
    HiddenAlready,
    NothingToAppeal,
    NotYours,
    ProposalUnknown,
    RuleUnknown,
)
from meydan.domains.participation.models import Comment, Flag, Hiding, Outcome, Proposal, ProposalEvent
from meydan.domains.participation.operations.proposals import held, shadow
from meydan.domains.participation.operations.telling import tell_author
from meydan.domains.participation.persons import Person

Thing = Proposal | Comment


@transaction.atomic
def flag(*, thing: Thing, rule: str, reader_digest: str, now: datetime, words: str = "") -> bool:
    """
    Keep a reader's word about something; ``False`` if the same reader said so before.

    :raises RuleUnknown: for a rule that the house does not have
    :raises HiddenAlready: if it is out of sight
    """
    if rule not in house.rules():
        raise RuleUnknown(rule)
    if thing.is_hidden:
        raise HiddenAlready(str(thing))
    said = {"rule": rule, "words": words, "at": now}
    return Flag.objects.get_or_create(**_named(thing), reader_digest=reader_digest, defaults=said)[1]


@transaction.atomic
def leave(*, thing: Thing, actor: Account, now: datetime) -> int:
    """Look at what readers said and leave the thing as it is; returns how many words are settled."""
    settled = Flag.objects.filter(**_named(thing), settled_at=None).update(settled_at=now)
    record(verb="participation.idea_left", actor=actor, thing=thing.ref, payload={"flags": settled}, now=now)
    return settled


@transaction.atomic
def hide(*, thing: Thing, rule: str, reason: str, actor: Account, now: datetime) -> Hiding:
    """
    Take something out of sight, search, feeds and files; its author is told and may appeal once.

    :raises RuleUnknown: for a rule that the house does not have
    :raises AnswerMissing: without a reason in the officer's own words
    :raises HiddenAlready: if it is out of sight
    """
    if rule not in house.rules():
        raise RuleUnknown(rule)
    if not reason.strip():
        raise AnswerMissing(rule)
    proposal = held(_proposal_id(thing))
    thing = _fresh(thing)
    if thing.is_hidden:
        raise HiddenAlready(str(thing))
    row = Hiding.objects.create(
        **_named(thing), rule=rule, reason=reason.strip(), hidden_by=actor, hidden_at=now
    )
    Flag.objects.filter(**_named(thing), settled_at=None).update(settled_at=now)
    _show(thing, proposal, is_hidden=True, now=now)
    record(verb="participation.idea_hidden", actor=actor, thing=thing.ref, payload={"rule": rule}, now=now)
    told = {"rule": house.rules_in(thing.language)[rule]}
    tell_author(thing=thing, template="idea_hidden", context=told, key=f"idea_hidden:{row.pk}", now=now)
    return row


@transaction.atomic
def appeal(*, hiding_id: int, person: Person, words: str, now: datetime) -> Hiding:
    """
    Let an author object, once, in their own words.

    :raises NothingToAppeal: if there is no such hiding, or its appeal was made
    :raises NotYours: for anybody but the author
    :raises AnswerMissing: without words
    """
    row = _row(hiding_id)
    thing = row.comment or row.proposal
    if row.outcome != Outcome.HIDDEN or thing is None:
        raise NothingToAppeal(str(hiding_id))
    if not thing.author_digest or thing.author_digest != person.author_digest:
        raise NotYours(str(thing))
    if not words.strip():
        raise AnswerMissing(str(row))
    row.outcome, row.appeal, row.appealed_at = Outcome.APPEALED, words.strip(), now
    row.save(update_fields=["outcome", "appeal", "appealed_at"])
    record(
        verb="participation.idea_appealed", actor=None, thing=thing.ref, payload={"rule": row.rule}, now=now
    )
    return row


@transaction.atomic
def decide(*, hiding_id: int, restores: bool, words: str, actor: Account, now: datetime) -> Hiding:
    """
    Hear an appeal: show the thing again, or say why it stays hidden.

    :raises NothingToAppeal: if nobody appealed, or it was decided
    :raises AnotherMustDecide: for the officer who hid it
    :raises AnswerMissing: without words
    """
    row = _row(hiding_id)
    thing = row.comment or row.proposal
    if row.outcome != Outcome.APPEALED or thing is None:
        raise NothingToAppeal(str(hiding_id))
    if row.hidden_by_id == actor.pk:
        raise AnotherMustDecide(str(actor))
    if not words.strip():
        raise AnswerMissing(str(row))
    row.outcome = Outcome.RESTORED if restores else Outcome.UPHELD
    row.decided_by, row.decided_at, row.decision = actor, now, words.strip()
    row.save(update_fields=["outcome", "decided_by", "decided_at", "decision"])
    if restores:
        _show(thing, held(_proposal_id(thing)), is_hidden=False, now=now)
    record(
        verb="participation.idea_appeal_decided", actor=actor, thing=thing.ref,
        payload={"rule": row.rule, "outcome": row.outcome}, now=now,
    )  # fmt: skip
    tell_author(
        thing=thing, template="idea_appeal", context={"is_shown": restores, "words": row.decision},
        key=f"idea_appeal:{row.pk}", now=now,
    )  # fmt: skip
    return row


def _show(thing: Thing, proposal: Proposal, *, is_hidden: bool, now: datetime) -> None:
    """Everything that lists, searches or hands out looks at what is changed here."""
    if isinstance(thing, Comment):
        Comment.objects.filter(pk=thing.pk).update(is_hidden=is_hidden)
        step = -1 if is_hidden else 1
        Proposal.objects.filter(pk=proposal.pk).update(
            comment_count=F("comment_count") + step, updated_at=now
        )
        return
    proposal.is_hidden, proposal.updated_at = is_hidden, now
    proposal.search = shadow(proposal)
    proposal.save(update_fields=["is_hidden", "search", "updated_at"])
    ProposalEvent.objects.create(proposal=proposal, at=now, verb="hidden" if is_hidden else "shown")


def _row(hiding_id: int) -> Hiding:
    found = Hiding.objects.select_for_update(of=("self",)).filter(pk=hiding_id).first()
    if found is None:
        raise NothingToAppeal(str(hiding_id))
    return found


def _named(thing: Thing) -> dict[str, Thing]:
    return {"comment" if isinstance(thing, Comment) else "proposal": thing}


def _proposal_id(thing: Thing) -> int:
    return int(thing.proposal_id if isinstance(thing, Comment) else thing.pk)


def _fresh(thing: Thing) -> Thing:
    found = type(thing)._default_manager.filter(pk=thing.pk).first()
    if found is None:
        raise ProposalUnknown(str(thing))
    return found
