"""Sample proposals of a demonstration, and their going."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from meydan.base.packs.public import LoadReport, Pack
from meydan.domains.participation.models import (
    Call,
    Comment,
    Hiding,
    News,
    Proposal,
    ProposalEvent,
    Status,
    Support,
)
from meydan.domains.participation.operations.news import note_facts
from meydan.domains.participation.operations.proposals import Idea, begun
from meydan.domains.participation.persons import Person
from meydan.kernel.strategy.public import Action, words_of


def load_proposals(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Make the proposals of ``proposals.toml`` that are not there yet; days count back from now."""
    document = pack.document("proposals")
    made = known = 0
    for row in document.get("call", []):
        Call.objects.get_or_create(
            code=row["code"],
            defaults={
                "names": row["names"], "texts": row.get("texts", {}), "is_sample": is_sample,
                "opens_at": now - timedelta(days=row["opened_days_ago"]),
                "closes_at": now + timedelta(days=row["closes_in_days"]),
            },
        )  # fmt: skip
    for row in document.get("proposal", []):
        if Proposal.objects.filter(token=_token(row)).exists():
            known += 1
            continue
        _make(row, now, is_sample)
        made += 1
    return LoadReport(created=made, unchanged=known)


def _token(row: dict[str, Any]) -> str:
    return f"pack:{row['code']}"


@transaction.atomic
def _make(row: dict[str, Any], now: datetime, is_sample: bool) -> None:
    idea = Idea(
        title=row["title"], what=row["what"], why=row.get("why", ""), category=row["category"],
        language=row["language"], address=row.get("address", ""), lon=row.get("lon"), lat=row.get("lat"),
        signed_as=row.get("signed_as", ""),
    )  # fmt: skip
    begun_at = now - timedelta(days=row["days_ago"])
    call = Call.objects.filter(code=row.get("call", "")).first()
    proposal = begun(idea, begun_at, call=call, token=_token(row), is_sample=is_sample)
    crowd = [Person(f"sample:{number}") for number in range(int(row.get("supports", 1)))]
    Support.objects.bulk_create(
        Support(proposal=proposal, person_digest=one.support_digest(proposal.pk)) for one in crowd
    )
    comments = [_said(proposal, row, said, order) for order, said in enumerate(row.get("comment", []))]
    proposal.support_count = len(crowd)
    proposal.comment_count = sum(not one.is_hidden for one in comments)
    _answer(proposal, row, now)
    proposal.save()
    _what_happened(proposal, now)


def _said(proposal: Proposal, row: dict[str, Any], said: dict[str, Any], order: int) -> Comment:
    at = proposal.created_at + timedelta(hours=7 * (order + 1))
    rule = said.get("hidden_by_rule", "")
    made = Comment.objects.create(
        proposal=proposal, stance=said.get("stance", "neutral"), words=said["words"], language=row["language"],
        signed_as=said.get("signed_as", ""), created_at=at, is_hidden=bool(rule),
    )  # fmt: skip
    if rule:
        Hiding.objects.create(
            comment=made, rule=rule, reason=said["reason"], hidden_at=at + timedelta(hours=3), is_sample=True
        )
    return made


def _what_happened(proposal: Proposal, now: datetime) -> None:
    """What the unit has said of the action since the answer is news; how it stood then is not."""
    if proposal.action is None or proposal.answered_at is None:
        return
    note_facts(proposal=proposal, now=now, is_known=True)
    for word in words_of(proposal.action):
        if word.said_at > proposal.answered_at:
            News.objects.filter(proposal=proposal, fact=f"word:{word.pk}").update(
                kind="word", at=word.said_at
            )


def _answer(proposal: Proposal, row: dict[str, Any], now: datetime) -> None:
    status = row.get("status", Status.OPEN)
    if status == Status.OPEN:
        return
    at = now - timedelta(days=row.get("answered_days_ago", 1))
    proposal.action = Action.objects.filter(code=row["action"]).first() if "action" in row else None
    proposal.status, proposal.answer, proposal.answered_at = status, row.get("answer", ""), at
    ProposalEvent.objects.create(
        proposal=proposal, at=at, verb="answered", status=status, words=proposal.answer
    )


@transaction.atomic
def remove_sample_proposals(now: datetime) -> int:
    """Take sample proposals away; one that became a sample action and is real is examined again."""
    promised = Proposal.objects.filter(is_sample=False, action__is_sample=True)
    for proposal in promised.select_for_update(of=("self",)):
        proposal.status, proposal.action, proposal.answer, proposal.updated_at = (
            Status.EXAMINED,
            None,
            "",
            now,
        )
        proposal.save()
        ProposalEvent.objects.create(proposal=proposal, at=now, verb="answered", status=Status.EXAMINED)
    samples = Proposal.objects.filter(is_sample=True)
    many = samples.count()
    samples.delete()
    Call.objects.filter(is_sample=True).delete()
    return many
