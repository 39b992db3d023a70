"""Sign-ins and sign-outs are written into the log."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from meydan.base.audit.public import record
from meydan.base.locale.public import format_day
from meydan.base.people.lockout import forget_failures
from meydan.base.people.models import Account
from meydan.base.people.second_step import second_step_awaited_from


def signed_in(sender: type, user: Account, request: HttpRequest | None = None, **_rest: Any) -> None:
    """Write a sign-in down, forget the failures before it, and say when a code will be asked for."""
    forget_failures(account=user)
    begins = second_step_awaited_from(user)
    if request is not None and begins is not None:
        day = format_day(begins)
        told = _("From %(day)s the desk opens only with a code from your telephone.") % {"day": day}
        messages.info(request, told, fail_silently=True)
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
