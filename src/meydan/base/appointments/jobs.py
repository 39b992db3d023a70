"""What this room does by itself."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from meydan.base.appointments.operations.erasing import sweep_people
from meydan.base.appointments.operations.reminding import remind_all
from meydan.base.appointments.operations.taking import release_expired
from meydan.base.jobs.public import every, job


@every(minutes=5)
@job(name="appointments.release", retries=3, timeout_s=60, label=_("Give back appointments nobody finished"))
def release(now: datetime) -> None:
    """Give back places whose minutes are over."""
    while release_expired(now=now):
        pass


@every(minutes=30)
@job(
    name="appointments.remind",
    retries=3,
    timeout_s=300,
    atomic=False,
    label=_("Remind people of appointments"),
)
def remind(now: datetime) -> None:
    """Remind those who come tomorrow, by day: nobody is woken for it."""
    if 9 <= now.astimezone(settings.CITY_ZONE).hour < 20:
        remind_all(now=now)


@every(daily="03:50")
@job(name="appointments.forget", retries=3, timeout_s=300, label=_("Forget who held appointments long past"))
def forget(now: datetime) -> None:
    """Erase who held appointments whose time is over."""
    sweep_people(now=now)
