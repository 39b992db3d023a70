"""What was hidden and why, what readers pointed at, what waits for a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from meydan.domains.participation.models import Comment, Flag, Hiding, Outcome, Proposal
from meydan.domains.participation.persons import Person


@dataclass(frozen=True)
class Flagged:
    """Something readers pointed at: how many, by which rules, in which words."""

    thing: Proposal | Comment
    proposal: Proposal
    many: int
    rules: list[str]
    words: list[str]


def public_log(limit: int = 500) -> QuerySet[Hiding]:
    """What was hidden, newest first: rule, moment and outcome are for everybody; nothing else of it is."""
    return Hiding.objects.order_by("-hidden_at", "-pk").only(
        "rule", "hidden_at", "outcome", "decided_at", "comment_id", "is_sample"
    )[:limit]


def log_counts() -> dict[str, int]:
    """How many hidings stand how."""
    return dict(Hiding.objects.values_list("outcome").annotate(many=Count("pk")).order_by("outcome"))


def waiting_flags(limit: int = 100) -> list[Flagged]:
    """What readers pointed at and nobody has looked at, most pointed at first, in three queries."""
    waiting = Flag.objects.filter(settled_at=None)
    ranked = waiting.values("proposal", "comment").annotate(many=Count("pk"), last=Max("at"))
    chosen = list(ranked.order_by("-many", "last")[:limit])
    ideas = Proposal.objects.in_bulk([row["proposal"] for row in chosen if row["proposal"]])
    talk = Comment.objects.select_related("proposal").in_bulk(
        [row["comment"] for row in chosen if row["comment"]]
    )
    flags = list(waiting.filter(Q(proposal__in=ideas) | Q(comment__in=talk)).order_by("at"))
    return [_flagged(row, ideas, talk, flags) for row in chosen]


def _flagged(
    row: Mapping[str, Any], ideas: dict[int, Proposal], talk: dict[int, Comment], flags: Sequence[Flag]
) -> Flagged:
    mine = [one for one in flags if one.proposal_id == row["proposal"] and one.comment_id == row["comment"]]
    thing = talk[row["comment"]] if row["comment"] else ideas[row["proposal"]]
    home = thing.proposal if isinstance(thing, Comment) else thing
    rules = list(dict.fromkeys(one.rule for one in mine))
    return Flagged(thing, home, row["many"], rules, [one.words for one in mine if one.words])


def appeals() -> QuerySet[Hiding]:
    """Appeals that wait for an officer other than the one who hid it, oldest first."""
    rows = Hiding.objects.filter(outcome=Outcome.APPEALED)
    return rows.select_related("proposal", "comment__proposal", "hidden_by").order_by("appealed_at")


def hidings_of(person: Person) -> QuerySet[Hiding]:
    """What of a person's own was hidden."""
    digest = person.author_digest
    mine = Q(proposal__author_digest=digest) | Q(comment__author_digest=digest)
    return Hiding.objects.filter(mine).select_related("proposal", "comment__proposal").order_by("-hidden_at")


def standing_hiding(thing: Proposal | Comment) -> Hiding | None:
    """The hiding that keeps something out of sight."""
    named = {"comment" if isinstance(thing, Comment) else "proposal": thing}
    return Hiding.objects.filter(**named).exclude(outcome=Outcome.RESTORED).order_by("-pk").first()
