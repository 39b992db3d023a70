"""What a case waits for."""

from __future__ import annotations

from django.db.models import Prefetch

from meydan.kernel.cases.engine.workflow import Transition
from meydan.kernel.cases.models import AskedItem, Case, Suspension
from meydan.kernel.cases.queries.workflows import workflow


def open_suspension(case_id: int) -> Suspension | None:
    """Return the stretch a case waits in now, with its items in their order; ``None`` if it does not wait."""
    items = Prefetch("items", AskedItem.objects.order_by("order"))
    return Suspension.objects.filter(case_id=case_id, ended_at=None).prefetch_related(items).first()


def way_back(case: Case) -> list[Transition]:
    """Return the steps by which a case that waits goes on, with its clocks running again."""
    walk = workflow(case.service.workflow)
    return [step for step in walk.leaving(case.state) if step.starts_clock]
