"""Reads: the tree of units, and who holds which post on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from meydan.base.people.models import Account, Holding, OrgUnit, Post


class UnitUnknown(LookupError):
    """No organisational unit has this code."""


@dataclass(frozen=True)
class UnitNode:
    """A unit with its posts (each post carries ``current``: its holdings on the day) and its children."""

    unit: OrgUnit
    posts: list[Post]
    children: list[UnitNode] = field(default_factory=list)


def unit(code: str) -> OrgUnit:
    """
    The unit with a code.

    :raises UnitUnknown: when there is none
    """
    try:
        return OrgUnit.objects.get(code=code)
    except OrgUnit.DoesNotExist as missing:
        raise UnitUnknown(f"no unit has the code {code!r}") from missing


def subtree(root: OrgUnit) -> QuerySet[OrgUnit]:
    """A unit and everything below it, from the top."""
    return OrgUnit.objects.filter(path__startswith=root.path).order_by("path")


def posts_on(day: date) -> QuerySet[Post]:
    """Every post with its unit and, as ``current``, its holdings on a day."""
    held = Holding.objects.on(day).select_related("account").order_by("from_on", "id")
    return (
        Post.objects.select_related("unit")
        .prefetch_related(Prefetch("holdings", queryset=held, to_attr="current"))  # type: ignore[no-redef]
        .order_by("unit__path", "code")
    )


def unit_tree(on: date | None = None) -> list[UnitNode]:
    """The tree of units with posts and holders on a day (today when none is given); three queries."""
    posts: dict[int, list[Post]] = {}
    for post in posts_on(on or timezone.localdate()):
        posts.setdefault(post.unit_id, []).append(post)
    nodes: dict[int, UnitNode] = {}
    roots: list[UnitNode] = []
    for each in OrgUnit.objects.order_by("path"):
        node = nodes[each.pk] = UnitNode(each, posts.get(each.pk, []))
        siblings = nodes[each.parent_id].children if each.parent_id in nodes else roots
        siblings.append(node)
    return roots


def posts_of(account: Account, on: date | None = None) -> QuerySet[Post]:
    """The posts an account holds on a day (today when none is given)."""
    held = Holding.objects.filter(account=account).on(on or timezone.localdate())
    return (
        Post.objects.filter(pk__in=held.values("post")).select_related("unit").order_by("unit__path", "code")
    )


def units_of(account: Account, on: date | None = None) -> QuerySet[OrgUnit]:
    """The units in which an account holds a post on a day; what stands below them is not included."""
    held = Holding.objects.filter(account=account).on(on or timezone.localdate())
    return OrgUnit.objects.filter(pk__in=held.values("post__unit")).order_by("path")


def roles_of(account: Account | AnonymousUser, on: date | None = None) -> frozenset[str]:
    """The roles an account has through its posts on a day; none for a visitor or a closed account."""
    if not isinstance(account, Account) or not account.is_active:
        return frozenset()
    held = Holding.objects.filter(account=account).on(on or timezone.localdate())
    return frozenset(held.values_list("post__role", flat=True))


def holders_of(post: Post, on: date | None = None) -> QuerySet[Account]:
    """Who holds a post on a day (today when none is given)."""
    held = Holding.objects.filter(post=post).on(on or timezone.localdate())
    return Account.objects.filter(pk__in=held.values("account")).order_by("username")


def accounts_in(
    unit: OrgUnit, roles: frozenset[str] | None = None, on: date | None = None
) -> QuerySet[Account]:
    """Who holds a post in a unit on a day, those of some roles only when roles are given."""
    held = Holding.objects.filter(post__unit=unit).on(on or timezone.localdate())
    if roles is not None:
        held = held.filter(post__role__in=roles)
    return Account.objects.filter(pk__in=held.values("account")).order_by("username")


def accounts_within(unit: OrgUnit, on: date | None = None) -> QuerySet[Account]:
    """Who holds a post on a day in a unit or in one that stands below it."""
    held = Holding.objects.filter(post__unit__path__startswith=unit.path).on(on or timezone.localdate())
    return Account.objects.filter(pk__in=held.values("account")).order_by("username")


def colleagues(paths: Iterable[str], on: date | None = None) -> QuerySet[Account]:
    """Who holds a post on a day in one of the units with these paths; what stands below them is not included."""
    held = Holding.objects.filter(post__unit__path__in=list(paths)).on(on or timezone.localdate())
    return Account.objects.filter(pk__in=held.values("account")).order_by("username")


def former_holdings(unit: OrgUnit, on: date, limit: int = 30) -> list[Holding]:
    """The holdings of a unit's posts that had ended by a day, newest first."""
    ended = Holding.objects.filter(post__unit=unit, to_on__lte=on).select_related("post", "account")
    return list(ended.order_by("-to_on", "id")[:limit])


def session_account(key: str) -> Account | None:
    """
    The account a session belongs to, for doors that are not pages; ``None`` for a visitor.

    A session that still owes the second step opens nothing.
    """
    from django.contrib.auth import get_user
    from django.contrib.sessions.backends.db import SessionStore

    from meydan.base.people.second_step import second_step_is_due

    holder = SimpleNamespace(session=SessionStore(key))
    account = get_user(holder)  # type: ignore[arg-type]
    if not isinstance(account, Account) or second_step_is_due(account):
        return None
    return account
