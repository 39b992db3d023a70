"""Writes: units and posts, who holds them, and invitations."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from meydan.base.audit.public import record
from meydan.base.people.models import Account, Holding, Invitation, OrgUnit, Post, Role
from meydan.base.people.queries import UnitUnknown
from meydan.base.people.second_step import asked_from

CODE = re.compile(r"[a-z0-9][a-z0-9_-]*")
INVITATION_DAYS = 7


class CodeUnusable(ValueError):
    """A code is not made of small Latin letters, digits, dashes and underscores."""


class UnitBelowItself(ValueError):
    """A unit cannot stand below itself."""


class PostTaken(Exception):
    """Somebody else holds the post on one of these days."""


class PostUnknown(LookupError):
    """No post has this code."""


class LastAdministrator(Exception):
    """Ending this holding would leave nobody who can appoint others."""


class InvitationSpent(Exception):
    """The link was used before, was replaced by a newer one, or is too old."""


@dataclass(frozen=True)
class Invited:
    """An invitation just made; the token is shown once and kept nowhere."""

    account: Account
    token: str
    expires_at: datetime


def _checked(code: str) -> str:
    if not CODE.fullmatch(code):
        raise CodeUnusable(f"{code!r}: use small Latin letters, digits, dashes and underscores")
    return code


@transaction.atomic
def ensure_unit(
    *, code: str, names: Mapping[str, str], kind: str = "unit", parent: str = "", is_sample: bool = False
) -> OrgUnit:
    """
    Make the unit with a code, or bring it up to date; what stands below moves with it.

    :raises CodeUnusable: for a code that cannot stand in an address
    :raises UnitUnknown: when there is no unit with the parent's code
    :raises UnitBelowItself: when the parent stands below the unit
    """
    above = OrgUnit.objects.filter(code=parent).first() if parent else None
    if parent and above is None:
        raise UnitUnknown(f"unit {code!r}: no unit has the code {parent!r}")
    path = (above.path if above else "/") + f"{_checked(code)}/"
    found = OrgUnit.objects.select_for_update().filter(code=code).first()
    if found is None:
        return OrgUnit.objects.create(
            code=code, parent=above, kind=kind, names=dict(names), path=path, is_sample=is_sample
        )
    if above is not None and above.path.startswith(found.path):
        raise UnitBelowItself(f"unit {code!r} cannot stand below {parent!r}")
    if found.path != path:
        _move(found.path, path)
    found.parent, found.kind, found.names, found.path = above, kind, dict(names), path
    found.is_sample = is_sample
    found.save()
    return found


def _move(old: str, new: str) -> None:
    below = list(OrgUnit.objects.filter(path__startswith=old).exclude(path=old).order_by("path"))
    for each in below:
        each.path = new + each.path.removeprefix(old)
    OrgUnit.objects.bulk_update(below, ["path"])


@transaction.atomic
def ensure_post(
    *, code: str, unit: str, role: str, names: Mapping[str, str], is_sample: bool = False
) -> Post:
    """
    Make the post with a code, or bring it up to date.

    :raises CodeUnusable: for a code that cannot stand in an address
    :raises UnitUnknown: when there is no such unit
    :raises ValueError: for a role that is not one of ours
    """
    if role not in Role.values:
        raise ValueError(f"post {code!r}: the role {role!r} is not one of {', '.join(Role.values)}")
    at = OrgUnit.objects.filter(code=unit).first()
    if at is None:
        raise UnitUnknown(f"post {code!r}: no unit has the code {unit!r}")
    values = {"unit": at, "role": role, "names": dict(names), "is_sample": is_sample}
    return Post.objects.update_or_create(code=_checked(code), defaults=values)[0]


@transaction.atomic
def appoint(
    *,
    post: Post | str,
    account: Account,
    from_on: date,
    now: datetime,
    to_on: date | None = None,
    actor: Account | None = None,
    is_sample: bool = False,
) -> Holding:
    """
    Give a post (or the post with a code) to somebody, from a day on, until a day (excluded) or for good.

    :raises PostUnknown: when no post has the code
    :raises PostTaken: when somebody holds it on one of these days
    """
    seat = Post.objects.filter(code=post).first() if isinstance(post, str) else post
    if seat is None:
        raise PostUnknown(f"no post has the code {post!r}")
    try:
        with transaction.atomic():
            holding = Holding.objects.create(
                post=seat, account=account, from_on=from_on, to_on=to_on, is_sample=is_sample
            )
    except IntegrityError as clash:
        raise PostTaken(seat.code) from clash
    if not account.is_staff:
        account.is_staff = True
        account.save(update_fields=["is_staff"])
    record(
        verb="people.appointed",
        actor=actor,
        thing=f"people.post:{seat.pk}",
        payload={"post": seat.code, "account": account.pk, "from_on": from_on, "to_on": to_on},
        now=now,
    )
    return holding


@transaction.atomic
def end_holding(*, holding_id: int, to_on: date, now: datetime, actor: Account | None = None) -> None:
    """
    End a holding on a day (that day no longer counts); one that had not begun by then is taken back.

    :raises LastAdministrator: when nobody else would be able to appoint
    """
    holding = Holding.objects.select_for_update().select_related("post").get(pk=holding_id)
    if holding.post.role == Role.ADMINISTRATOR and not _others_administer(holding, to_on):
        raise LastAdministrator(holding.post.code)
    if to_on <= holding.from_on:
        holding.delete()
    else:
        holding.to_on = to_on
        holding.save(update_fields=["to_on"])
    record(
        verb="people.ended",
        actor=actor,
        thing=f"people.post:{holding.post_id}",
        payload={"post": holding.post.code, "account": holding.account_id, "to_on": to_on},
        now=now,
    )


def _others_administer(holding: Holding, day: date) -> bool:
    others = Holding.objects.filter(post__role=Role.ADMINISTRATOR, account__is_active=True).on(day)
    return others.exclude(pk=holding.pk).exists()


def digest_of(token: str) -> str:
    """What is kept of a token: it cannot be turned back into the link."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *,
    username: str,
    now: datetime,
    display_name: str = "",
    email: str = "",
    language: str = "",
    post: Post | None = None,
    actor: Account | None = None,
) -> Invited:
    """
    Make an account (or take the one of this name), give it a post, and a link to set the password.

    An older link of the account stops working. Somebody invited again keeps the present password
    until the new one is set.

    :raises PostTaken: when somebody else holds the post
    """
    account, made = Account.objects.get_or_create(
        username=username,
        defaults={"display_name": display_name, "email": email, "language": language, "joined_at": now},
    )
    if made:
        account.set_unusable_password()
        account.save(update_fields=["password"])
    today = timezone.localdate(now)
    if post is not None and post.code not in account.post_codes(today):
        appoint(post=post, account=account, from_on=today, now=now, actor=actor)
    return _fresh_link(account, now, actor)


def _fresh_link(account: Account, now: datetime, actor: Account | None) -> Invited:
    account.invitations.filter(used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    token = secrets.token_urlsafe(32)
    expires_at = now + timedelta(days=INVITATION_DAYS)
    Invitation.objects.create(
        account=account, token_digest=digest_of(token), created_at=now, expires_at=expires_at
    )
    record(verb="people.invited", actor=actor, thing=f"people.account:{account.pk}", payload={}, now=now)
    return Invited(account, token, expires_at)


def open_invitation(token: str, now: datetime) -> Invitation:
    """
    The invitation a link belongs to, still unused.

    :raises InvitationSpent: when it was used, replaced, is too old, or never was
    """
    found = Invitation.objects.select_related("account").filter(
        token_digest=digest_of(token), used_at__isnull=True, expires_at__gt=now, account__is_active=True
    )
    invitation = found.first()
    if invitation is None:
        raise InvitationSpent
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, password: str, now: datetime) -> Account:
    """
    Set the password with a link, once.

    :raises InvitationSpent: when the link no longer works
    """
    invitation = open_invitation(token, now)
    # Two clicks at once: the row can be taken only by one of them.
    taken = Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True).update(used_at=now)
    if not taken:
        raise InvitationSpent
    account = invitation.account
    account.set_password(password)
    if account.is_staff and account.second_step_from_on is None:
        account.second_step_from_on = asked_from(timezone.localdate(now))
    account.save(update_fields=["password", "second_step_from_on"])
    record(verb="people.joined", actor=account, thing=f"people.account:{account.pk}", payload={}, now=now)
    return account


@transaction.atomic
def drop_second_step(*, account: Account, now: datetime, actor: Account | None = None) -> None:
    """Forget the telephone and the recovery codes of somebody who lost both; a new one is due at once."""
    Authenticator.objects.filter(user=account).delete()
    account.second_step_from_on = timezone.localdate(now)
    account.save(update_fields=["second_step_from_on"])
    record(verb="people.code_dropped", actor=actor, thing=f"people.account:{account.pk}", payload={}, now=now)


def invitation_address(token: str) -> str:
    """The whole address of a one-time link."""
    return f"{settings.MEYDAN_HOME.address}/accounts/invitation/{token}/"
