"""Whom the question of a quarter goes to, who has answered, and what waits for the unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from meydan.base.people.public import Account, Holding, Post, Role
from meydan.base.sealing.public import open_text
from meydan.kernel.strategy.models import Action, PostAddress, Quarter, Question, Reply
from meydan.kernel.strategy.queries.lateness import OPEN
from meydan.kernel.strategy.queries.plans import IN_FORCE
from meydan.kernel.strategy.routinesetup import PURPOSE

# After the second reminder; from then on the action stands among those without news.
UNANSWERED_AFTER = timedelta(days=14)


@dataclass(frozen=True)
class Asked:
    """Whom a question goes to; the address is empty where nobody can be reached."""

    post: Post | None
    holding: Holding | None
    phone: str = ""
    email: str = ""
    language: str = ""

    @property
    def address(self) -> str:
        """Where it is sent: a telephone comes before an e-mail address."""
        return self.phone or self.email

    @property
    def account(self) -> Account | None:
        """Who holds the post."""
        return self.holding.account if self.holding else None


def whom_to_ask(actions: Iterable[Action], today: date) -> dict[int, Asked]:
    """
    The post that answers for each action, by the action's primary key; three queries.

    An action that names a post asks that post, another the leading post of its unit; a post that nobody holds, or
    whose holder's account is closed, is asked nothing.
    """
    chosen = list(actions)
    units = {one.unit_id for one in chosen if one.unit_id and not one.post_id}
    named = {one.post_id for one in chosen if one.post_id}
    posts = list(
        Post.objects.filter(pk__in=named) | Post.objects.filter(unit__in=units, role__in=[Role.MANAGER, Role.MAYOR])
    )  # fmt: skip
    holdings = {
        held.post_id: held
        for held in Holding.objects.on(today)
        .filter(post__in=posts, account__is_active=True)
        .select_related("account")
    }
    addresses = {row.post_id: row for row in PostAddress.objects.filter(post__in=posts)}
    by_pk = {post.pk: post for post in posts}
    leading: dict[int, Post] = {}
    for post in sorted(
        posts, key=lambda post: (post.pk not in holdings, post.role != Role.MANAGER, post.code)
    ):
        leading.setdefault(post.unit_id, post)
    return {
        one.pk: _asked(by_pk.get(one.post_id or 0) or leading.get(one.unit_id or 0), holdings, addresses)
        for one in chosen
    }


def _asked(post: Post | None, holdings: dict[int, Holding], addresses: dict[int, PostAddress]) -> Asked:
    holding = holdings.get(post.pk) if post else None
    if post is None or holding is None:
        return Asked(post, None)
    account = holding.account
    phone, email, language = address_of(addresses.get(post.pk))
    return Asked(post, holding, phone, "" if phone else email or account.email, language or account.language)


def address_of(row: PostAddress | None) -> tuple[str, str, str]:
    """The telephone, e-mail and language that stand for a post; empty where none do."""
    if row is None:
        return "", "", ""
    return (
        open_text(row.phone_sealed, purpose=PURPOSE), open_text(row.email_sealed, purpose=PURPOSE), row.language
    )  # fmt: skip


def open_actions() -> QuerySet[Action]:
    """Actions of plans in force that are neither finished nor given up."""
    return (
        Action.objects.filter(status__in=OPEN, goal__plan__status__in=IN_FORCE)
        .select_related("unit", "post", "goal")
        .order_by("goal__plan", "goal__order", "goal", "order", "pk")
    )


def questions(quarter: Quarter) -> QuerySet[Question]:
    """Every question of a quarter with its action and post, in the plan's order."""
    return (
        Question.objects.filter(quarter=quarter)
        .select_related("quarter", "action", "action__unit", "action__goal", "post", "post__unit")
        .order_by("action__goal__order", "action__goal", "action__order", "pk")
    )


def newest_quarter() -> Quarter | None:
    """The quarter that was opened last."""
    return Quarter.objects.order_by("-starts_on").first()


def replies_waiting() -> QuerySet[Reply]:
    """What came in and waits for a person, the oldest first."""
    return (
        Reply.objects.filter(state=Reply.State.WAITING)
        .select_related("question", "question__action", "question__post")
        .order_by("came_at", "pk")
    )


def words_of_reply(reply: Reply) -> str:
    """What a reply that waits says."""
    return open_text(reply.words_sealed, purpose=PURPOSE)


def unanswered(now: datetime) -> Exists:
    """For a query of actions: whether the question of this quarter has waited longer than its reminders."""
    return Exists(
        Question.objects.filter(
            action=OuterRef("pk"),
            answered_at=None,
            asked_at__lte=now - UNANSWERED_AFTER,
            quarter__ends_on__gt=timezone.localdate(now),
        )
    )
