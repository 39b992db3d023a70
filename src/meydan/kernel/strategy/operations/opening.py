"""A plan is opened as a draft."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import transaction

from meydan.base.audit.public import record
from meydan.base.locale.public import fold
from meydan.base.people.public import Account
from meydan.kernel.strategy.models import Plan


@transaction.atomic
def open_plan(
    *, name: str, language: str, starts_on: date, ends_on: date, actor: Account, now: datetime
) -> Plan:
    """Make a draft plan; its code is its name in Latin letters, or its years."""
    wanted = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:70]
    wanted = wanted if re.search("[a-z]", wanted) else f"plan-{starts_on.year}-{ends_on.year}"
    code, number = wanted, 2
    while Plan.objects.filter(code=code).exists():
        code, number = f"{wanted}-{number}", number + 1
    plan = Plan.objects.create(code=code, names={language: name}, starts_on=starts_on, ends_on=ends_on)
    record(
        verb="strategy.plan_opened",
        actor=actor,
        thing=f"strategy.plan:{code}",
        payload={"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()},
        now=now,
    )
    return plan
