"""The staff's inbox: open cases by their clock, and the counts beside it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Prefetch, Q, QuerySet

from meydan.base.people.public import Account
from meydan.kernel.cases.models import Case, Clock
from meydan.kernel.cases.policies import Standing, standing_of
from meydan.kernel.cases.queries.filters import InboxFilter, narrowed

FOLDERS = ("mine", "unit", "today", "overdue", "stopped", "alerts", "all", "closed")


def inbox(
    account: Account, chosen: InboxFilter, now: datetime, *, standing: Standing | None = None
) -> QuerySet[Case]:
    """
    Return the cases of a folder in the order of their clocks: what ends first stands first.

    Stopped and clockless cases follow; clocks are loaded with the cases.
    """
    standing = standing or standing_of(account)
    cases = Case.objects.filter(folder_condition(chosen.folder, standing, now))
    cases = narrowed(cases, chosen, now).select_related("service", "unit", "assignee", "place")
    running = Clock.objects.filter(state__in=[Clock.State.RUNNING, Clock.State.STOPPED]).order_by(
        "due_at", "id"
    )
    cases = cases.prefetch_related(Prefetch("clocks", running, to_attr="open_clocks"))
    if chosen.folder == "closed":
        return cases.order_by("-closed_at", "-id")
    return cases.order_by(F("due_at").asc(nulls_last=True), "id")


def counts(account: Account, now: datetime, *, standing: Standing | None = None) -> dict[str, int]:
    """Return how many cases stand in each folder; one query for the cases and two for the reader's posts."""
    standing = standing or standing_of(account)
    conditions = {name: folder_condition(name, standing, now) for name in FOLDERS if name != "closed"}
    # The prefix keeps the folder "unit" apart from the column of that name.
    found = Case.objects.filter(closed_at=None).aggregate(
        **{f"in_{name}": Count("pk", filter=condition) for name, condition in conditions.items()}
    )
    return {name.removeprefix("in_"): count for name, count in found.items()}


def folder_condition(folder: str, standing: Standing, now: datetime) -> Q:
    """Return what a folder of the inbox holds."""
    account, reach = standing.account, standing.condition
    local = now.astimezone(settings.CITY_ZONE)
    tomorrow = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    conditions = {
        "mine": Q(closed_at=None, assignee=account),
        "unit": Q(closed_at=None) & reach,
        "today": Q(closed_at=None, due_at__gte=now, due_at__lt=tomorrow) & reach,
        "overdue": Q(closed_at=None, due_at__lt=now) & reach,
        "stopped": Q(closed_at=None, is_stopped=True) & reach,
        "alerts": Q(closed_at=None, alert_id__isnull=False) & reach,
        "all": Q(closed_at=None),
        "closed": Q(closed_at__isnull=False) & reach,
    }
    return conditions.get(folder, conditions["unit"])


def found_everywhere(chosen: InboxFilter, now: datetime) -> QuerySet[Case]:
    """Return what a search finds in every folder, open and closed: a code asked for is a case wanted."""
    cases = narrowed(Case.objects.all(), chosen, now).select_related("service", "unit", "assignee", "place")
    running = Clock.objects.filter(state__in=[Clock.State.RUNNING, Clock.State.STOPPED]).order_by(
        "due_at", "id"
    )
    return cases.prefetch_related(Prefetch("clocks", running, to_attr="open_clocks")).order_by(
        "-opened_at", "-id"
    )
