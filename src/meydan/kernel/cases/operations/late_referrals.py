"""Tells a unit that the place it asked has not answered in time."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from meydan.base.locale.public import format_day, text
from meydan.kernel.cases.models import Referral
from meydan.kernel.cases.operations.telling import managers_of, tell_accounts

PAGE = 200


def sweep_late_referrals(*, now: datetime) -> int:
    """
    Tell of every open referral whose last day is over; return how many units were told, each once.

    Whoever sent it and the managers of the unit that has the case are written to. Sample cases write to nobody.
    """
    today = now.astimezone(settings.CITY_ZONE).date()
    late = Referral.objects.filter(
        state=Referral.State.OPEN, due_on__lt=today, told_late_at=None, case__closed_at=None
    )
    return sum(
        _tell(number, now) for number in late.order_by("due_on", "id").values_list("pk", flat=True)[:PAGE]
    )


@transaction.atomic
def _tell(number: int, now: datetime) -> int:
    # Two sweeps at once, or an answer that comes just now: one of them changes the row, the other finds it so.
    mine = Referral.objects.filter(pk=number, state=Referral.State.OPEN, told_late_at=None)
    if not mine.update(told_late_at=now):
        return 0
    referral = Referral.objects.select_related("case__service", "case__unit", "unit", "sent_by").get(
        pk=number
    )
    case, due_on = referral.case, referral.due_on
    if case.is_sample or due_on is None:
        return 0
    context = {
        "code": case.code,
        "what": lambda: case.title,
        "asked": lambda: text(referral.unit.names) if referral.unit else referral.institution,
        "letter": referral.letter_number,
        "due": lambda: format_day(due_on),
        "address": settings.MEYDAN_HOME.address + reverse("cases:case", args=[case.pk]),
    }
    people = [*managers_of(case.unit), *([referral.sent_by] if referral.sent_by.is_active else [])]
    return int(tell_accounts(people, "referral_late", context, now=now, key=f"referral:late:{number}") > 0)
