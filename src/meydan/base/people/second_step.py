"""The second step of signing in (a code from the telephone): whom it is asked of, and from when."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone

from meydan.base.people.models import Account

GRACE_DAYS = 7  # a new colleague can work at once and sets the second step up within a week


def asked_from(today: date) -> date:
    """The first day on which somebody who joins today needs a second step."""
    grace: int = getattr(settings, "MEYDAN_SECOND_STEP_GRACE_DAYS", GRACE_DAYS)
    return today + timedelta(days=grace)


def has_second_step(account: Account) -> bool:
    """Whether the account signs in with a code as well."""
    return bool(Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists())


def second_step_awaited_from(account: Account) -> date | None:
    """From which day this account needs a second step it has not set up yet; never on a demo home."""
    begins = account.second_step_from_on
    if settings.MEYDAN_DEMO or begins is None or has_second_step(account):
        return None
    return begins


def second_step_is_due(account: Account, today: date | None = None) -> bool:
    """Whether this account must set up its second step before the desk opens; never on a demo home."""
    begins = account.second_step_from_on
    # The day is looked at first: most accounts have none, and then no query is made.
    if settings.MEYDAN_DEMO or begins is None or (today or timezone.localdate()) < begins:
        return False
    return not has_second_step(account)
