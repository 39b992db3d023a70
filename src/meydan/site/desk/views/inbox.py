"""The staff's inbox: what ends first stands first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from meydan.base.people.public import staff_page
from meydan.kernel.cases.public import (
    Case,
    CaseUnknown,
    ClockFace,
    DeskView,
    InboxFilter,
    Standing,
    case_face,
    case_in_full,
    case_policy,
    counts,
    desk_view,
    found_everywhere,
    note_look,
)
from meydan.kernel.cases.public import (
    inbox as cases_in,
)
from meydan.site.desk.exports import as_csv, as_xlsx
from meydan.site.desk.forms import FilterForm
from meydan.site.desk.paging import BoundedPaginator
from meydan.site.desk.views.bulk import bulk_choices
from meydan.site.desk.views.common import FOLDER_LABELS, folder_of, folders, kept_views, ways_to_look, wishes
from meydan.site.desk.views.common import standing as standing_of_reader

A_PAGE = 25
MOST_EXPORTED = 50_000
LAST_LINES = 4


@dataclass(frozen=True)
class Row:
    """A case in the list."""

    case: Case
    face: ClockFace | None
    href: str
    is_chosen: bool


@staff_page(policy=case_policy, verb="see")
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Show a folder, its cases by their clock, and one of them in the margin."""
    now, standing = timezone.now(), standing_of_reader(request)
    form = FilterForm(request.GET, standing=standing)
    folder_counts = counts(standing.account, now, standing=standing)
    folder = folder_of(request, _first_with_cases(folder_counts))
    chosen = form.chosen(folder)
    page: Page[Case] = BoundedPaginator(_cases(standing, chosen, now), A_PAGE).get_page(
        request.GET.get("page")
    )
    shown = list(page.object_list)
    asked = request.GET.get("case", "")
    selected = _selected(asked, shown, standing)
    query = wishes(request, folder)
    if selected is not None:
        key = request.session.session_key or ""
        note_look(case=selected.case, who=standing, session_key=key, now=now)
    told: dict[str, Any] = {
        "folders": folders(folder, folder_counts),
        "folder_label": FOLDER_LABELS[folder],
        "folder": folder,
        "form": form,
        "is_narrowed": chosen.is_narrowed,
        "kept_views": kept_views(standing, query),
        "looks": ways_to_look("desk:inbox", query),
        "bulk": bulk_choices(shown, standing),
        "page_of_cases": page,
        "rows": [
            Row(
                case,
                case_face(case, now),
                f"?{query}&case={case.pk}" + (f"&page={page.number}" if page.number > 1 else ""),
                bool(selected and selected.case == case),
            )
            for case in shown
        ],
        "view": selected,
        "last_lines": list(reversed(selected.told[:LAST_LINES])) if selected else [],
        "is_asked": bool(asked) and selected is not None,
        "query": query,
    }
    return render(request, "desk/inbox.html", told)


def _first_with_cases(folder_counts: dict[str, int]) -> str:
    """The first of mine, my unit and all that holds a case."""
    return next((name for name in ("mine", "unit", "all") if folder_counts[name]), "mine")


def _cases(standing: Standing, chosen: InboxFilter, now: Any) -> QuerySet[Case]:
    # A search looks everywhere: whoever types a code wants that case, in whichever folder it lies.
    if chosen.words:
        return found_everywhere(chosen, now)
    return cases_in(standing.account, chosen, now, standing=standing)


def _selected(asked: str, shown: list[Case], standing: Standing) -> DeskView | None:
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= 18
    number = int(asked) if is_number else shown[0].pk if shown else 0
    if not number:
        return None
    try:
        return desk_view(case_in_full(number), standing.account, timezone.now(), standing=standing)
    except CaseUnknown:
        return None


def _exported(request: HttpRequest) -> QuerySet[Case]:
    standing = standing_of_reader(request)
    chosen = FilterForm(request.GET).chosen(folder_of(request, "unit"))
    return _cases(standing, chosen, timezone.now())[:MOST_EXPORTED]


@staff_page(policy=case_policy, verb="export")
@require_GET
def inbox_csv(request: HttpRequest) -> HttpResponse:
    """Hand out the list as CSV."""
    return _sheet(as_csv(_exported(request)), "text/csv; charset=utf-8", "csv")


@staff_page(policy=case_policy, verb="export")
@require_GET
def inbox_xlsx(request: HttpRequest) -> HttpResponse:
    """Hand out the list as XLSX."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _sheet(as_xlsx(_exported(request)), kind, "xlsx")


def _sheet(content: bytes, content_type: str, suffix: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    name = f"cases-{timezone.localdate().isoformat()}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
