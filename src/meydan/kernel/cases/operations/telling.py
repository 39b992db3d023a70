"""Writes to staff: the managers of a unit whose clock ran out, and those a playbook names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation

from meydan.base.locale.public import format_moment, text
from meydan.base.notify.public import NobodyToReach, Recipient, send
from meydan.base.packs.public import current
from meydan.base.people.public import Account, OrgUnit, Role, accounts_in
from meydan.kernel.cases.events import ClockBreached, PlaybookTaskBreached
from meydan.kernel.cases.models import Case, Clock, PlaybookTask

MANAGERS = frozenset({Role.MANAGER.value})


def managers_of(unit: OrgUnit) -> list[Account]:
    """Return who manages a unit: its own managers, else those of the nearest unit above that has any."""
    here: OrgUnit | None = unit
    while here is not None:
        found = list(accounts_in(here, MANAGERS))
        if found:
            return found
        here = here.parent
    return []


def tell_accounts(
    accounts: Iterable[Account], template: str, context: Mapping[str, Any], *, now: datetime, key: str
) -> int:
    """
    Write to accounts, each in their own language and once under a key; return how many could be reached.

    :param context: values, or functions that say them in the language of the reader
    """
    reached = 0
    for account in {account.pk: account for account in accounts}.values():
        language = account.language or current().default_language
        with translation.override(language):
            said = {name: value() if callable(value) else value for name, value in context.items()}
        try:
            to = Recipient(account=account, language=language)
            send(template, to=to, context=said, now=now, key=f"{key}:{account.pk}")
        except NobodyToReach:
            continue
        reached += 1
    return reached


def tell_of_breach(event: ClockBreached, now: datetime) -> int:
    """
    Write to the managers of a case's unit that its clock ran out, where the service says so; once a clock.

    A step that only people may take is told to them too; what the machine did itself is not. Sample cases
    write to nobody.
    """
    if event.done:
        return 0
    case = Case.objects.select_related("service", "unit").filter(pk=event.case_id).first()
    if case is None or case.is_sample:
        return 0
    ended = Clock.objects.filter(Q(breached_at__isnull=False) | Q(state="lapsed"), case=case, key=event.clock)
    clock = ended.order_by("-round", "-id").first()
    if clock is None or not clock.on_expiry:
        return 0
    ended_at = datetime.fromisoformat(event.due_at)
    context = {
        "code": case.code,
        "what": lambda: case.title,
        "clock": lambda: text(clock.names),
        "unit": lambda: text(case.unit.names),
        "due": lambda: format_moment(ended_at),
        "address": settings.MEYDAN_HOME.address + reverse("cases:case", args=[case.pk]),
    }
    return tell_accounts(
        managers_of(case.unit), "clock_breached", context, now=now, key=f"breach:clock:{clock.pk}"
    )


def tell_of_task(event: PlaybookTaskBreached, now: datetime) -> int:
    """Write to the managers of a task's unit that its time ran out; once a task."""
    task = PlaybookTask.objects.select_related("run", "unit").filter(pk=event.task_id).first()
    if task is None or task.run.is_sample or task.breached_at is None:
        return 0
    breached_at = task.breached_at
    context = {
        "code": lambda: text(task.run.names),
        "what": lambda: text(task.run.station),
        "clock": lambda: text(task.names),
        "unit": lambda: text(task.unit.names),
        "due": lambda: format_moment(breached_at),
        "address": settings.MEYDAN_HOME.address + reverse("cases:playbook", args=[task.run_id]),
    }
    return tell_accounts(
        managers_of(task.unit), "clock_breached", context, now=now, key=f"breach:task:{task.pk}"
    )
