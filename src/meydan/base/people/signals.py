"""Sign-ins and sign-outs are written into the log."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.utils import timezone

from meydan.base.audit.public import record
from meydan.base.people.lockout import forget_failures
from meydan.base.people.models import Account


def signed_in(sender: type, user: Account, **_rest: Any) -> None:
    """Write a sign-in down and forget the failures before it."""
    forget_failures(account=user)
    record(
        verb="people.signed_in", actor=user, thing=f"people.account:{user.pk}", payload={}, now=timezone.now()
    )


def signed_out(sender: type, user: Account | None, **_rest: Any) -> None:
    """Write a sign-out down; a session without an account ends in silence."""
    if user is not None:
        record(
            verb="people.signed_out",
            actor=user,
            thing=f"people.account:{user.pk}",
            payload={},
            now=timezone.now(),
        )


def connect() -> None:
    """Listen to Django's sign-in signals."""
    user_logged_in.connect(signed_in, dispatch_uid="people.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="people.signed_out")
