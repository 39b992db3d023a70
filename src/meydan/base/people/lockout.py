"""Five failed sign-ins for one name, from wherever, and the name rests for a quarter of an hour."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from meydan.base.audit.public import record
from meydan.base.people.models import Account, SignInFailure

FAILURES = 5
WINDOW = timedelta(minutes=15)  # failures further apart than this are not one attempt
LOCK = timedelta(minutes=15)
FORGET = timedelta(days=1)


def login_digest(login: str) -> str:
    """
    Under which key failures for a login name are counted.

    An account's user name and e-mail share one key. A name without an account has a key as well,
    so that a lock does not tell whether the account exists.
    """
    name = login.strip().casefold()
    found = Account.objects.filter(Q(username__iexact=name) | Q(email__iexact=name)).order_by("pk").first()
    key = f"account:{found.pk}" if found else f"login:{name}"
    return hashlib.sha256(key.encode()).hexdigest()


def locked_until(login: str, now: datetime) -> datetime | None:
    """Until when a login name rests; ``None`` when it may be tried."""
    row = SignInFailure.objects.filter(login_digest=login_digest(login), locked_until__gt=now).first()
    return row.locked_until if row else None


@transaction.atomic
def note_failure(*, login: str, now: datetime) -> datetime | None:
    """Count a failed sign-in and return until when the name rests, if it does now."""
    digest = login_digest(login)
    SignInFailure.objects.filter(first_at__lt=now - FORGET).delete()
    SignInFailure.objects.get_or_create(login_digest=digest, defaults={"count": 0, "first_at": now})
    row = SignInFailure.objects.select_for_update().get(login_digest=digest)
    if row.first_at < now - WINDOW or (row.locked_until is not None and row.locked_until <= now):
        row.count, row.first_at, row.locked_until = 0, now, None
    row.count += 1
    if row.count >= FAILURES and row.locked_until is None:
        row.locked_until = now + LOCK
    row.save()
    verb = "people.locked" if row.count == FAILURES else "people.sign_in_failed"
    record(verb=verb, actor=None, thing="", payload={"login": digest[:16], "count": row.count}, now=now)
    return row.locked_until


@transaction.atomic
def forget_failures(*, account: Account) -> None:
    """Start counting anew after a sign-in that succeeded."""
    SignInFailure.objects.filter(login_digest=login_digest(account.username)).delete()
