"""How much work lies with each unit, and what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet

from meydan.kernel.cases.models import Case, Service

SOON = timedelta(days=2)
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class UnitLoad:
    """What one unit has on its hands; days are whole spans of 24 hours, ``None`` where nothing was closed."""

    unit_id: int
    open: int
    late: int
    soon: int
    stopped: int
    unassigned: int
    closed_lately: int = 0
    closed_late: int = 0
    mean_days: float | None = None

    @property
    def closed_in_time_percent(self) -> float | None:
        """How many [%] of the lately closed missed no clock."""
        return 100 - 100 * self.closed_late / self.closed_lately if self.closed_lately else None


def load_by_unit(now: datetime) -> list[UnitLoad]:
    """Return the load of every unit that has open cases or closed some in the last thirty days; two queries."""
    still = {
        row["unit_id"]: row
        for row in Case.objects.filter(closed_at=None)
        .order_by()
        .values("unit_id")
        .annotate(
            n_open=Count("pk"),
            n_late=Count("pk", filter=Q(due_at__lt=now)),
            n_soon=Count("pk", filter=Q(due_at__gte=now, due_at__lt=now + SOON)),
            n_stopped=Count("pk", filter=Q(is_stopped=True)),
            n_unassigned=Count("pk", filter=Q(assignee=None)),
        )
    }
    took = ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
    done = {
        row["unit_id"]: row
        for row in Case.objects.filter(closed_at__gte=now - LATELY)
        .order_by()
        .values("unit_id")
        .annotate(n_done=Count("pk"), n_late=Count("pk", filter=Q(breached_at__isnull=False)), mean=Avg(took))
    }
    return [_load(unit_id, still.get(unit_id), done.get(unit_id)) for unit_id in sorted({*still, *done})]


def _load(unit_id: int, still: Any, done: Any) -> UnitLoad:
    held, ended = still or {}, done or {}
    mean = ended.get("mean")
    return UnitLoad(
        unit_id,
        open=held.get("n_open", 0),
        late=held.get("n_late", 0),
        soon=held.get("n_soon", 0),
        stopped=held.get("n_stopped", 0),
        unassigned=held.get("n_unassigned", 0),
        closed_lately=ended.get("n_done", 0),
        closed_late=ended.get("n_late", 0),
        mean_days=mean.total_seconds() / 86_400 if mean is not None else None,
    )


def late_cases(now: datetime) -> QuerySet[Case]:
    """Return the open cases of the published services whose time has run out, the longest late first."""
    return (
        Case.objects.filter(closed_at=None, due_at__lt=now, service__is_public=True)
        .exclude(service__kind__in=[Service.Kind.ENFORCEMENT, Service.Kind.ALERT])
        .select_related("service", "unit")
        .order_by("due_at", "id")
    )
