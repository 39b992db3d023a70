"""What each unit has on its hands, for staff; what is late, for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from meydan.base.locale.public import collation_key, current_language, text
from meydan.base.people.public import OrgUnit, public_page, staff_page
from meydan.kernel.cases.public import Case, UnitLoad, case_policy, counts, late_cases, load_by_unit
from meydan.site.desk.paging import BoundedPaginator
from meydan.site.desk.views.common import folders, kept_views, standing

A_PAGE = 50


@dataclass(frozen=True)
class LateCase:
    """A late case as everybody may read it: no place, no words, no person."""

    case: Case
    days: int


@staff_page(policy=case_policy, verb="see")
@require_GET
def workload(request: HttpRequest) -> HttpResponse:
    """Show the units, those with the most late cases first."""
    who, now = standing(request), timezone.now()
    loads = load_by_unit(now)
    told: dict[str, Any] = {
        "folders": folders("", counts(who.account, now, standing=who)),
        "kept_views": kept_views(who, ""),
        "rows": _with_units(loads),
        "most_open": max((load.open for load in loads), default=0),
    }
    return render(request, "desk/workload.html", told)


def _with_units(loads: list[UnitLoad]) -> list[tuple[OrgUnit, UnitLoad]]:
    units = OrgUnit.objects.in_bulk([load.unit_id for load in loads])
    rows = [(units[load.unit_id], load) for load in loads]
    language = current_language()
    return sorted(
        rows, key=lambda row: (-row[1].late, -row[1].open, collation_key(text(row[0].names), language))
    )


@public_page
@require_GET
def late(request: HttpRequest) -> HttpResponse:
    """Show everybody what the municipality has not finished in the time it promised: unit and days, no people."""
    now = timezone.now()
    page = BoundedPaginator(late_cases(now), A_PAGE).get_page(request.GET.get("page"))
    told: dict[str, Any] = {
        "page_of_cases": page,
        "rows": [LateCase(case, (now - case.due_at).days) for case in page.object_list if case.due_at],
        "units": [(unit, load) for unit, load in _with_units(load_by_unit(now)) if load.late],
    }
    return render(request, "desk/late.html", told)
