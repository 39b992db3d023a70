"""The staff's inbox: what ends first stands first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from meydan.base.people.public import Account, staff_page
from meydan.kernel.cases.public import (
    FOLDERS,
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
    standing_of,
)
from meydan.kernel.cases.public import (
    inbox as cases_in,
)
from meydan.site.desk.exports import as_csv, as_xlsx
from meydan.site.desk.forms import FilterForm

A_PAGE = 25
MOST_EXPORTED = 50_000
LAST_LINES = 4
FOLDER_LABELS: dict[str, Promise] = {
    "mine": _("For me"),
    "unit": _("My unit"),
    "today": _("Due today"),
    "overdue": _("Overdue"),
    "stopped": _("Clock stopped"),
    "alerts": _("From alerts"),
    "all": _("Every open case"),
    "closed": _("Closed"),
}


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
    now, standing = timezone.now(), _standing(request)
    form = FilterForm(request.GET)
    folder_counts = counts(standing.account, now, standing=standing)
    folder = _folder(request, folder_counts)
    chosen = form.chosen(folder)
    page: Page[Case] = Paginator(_cases(standing, chosen, now), A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    asked = request.GET.get("case", "")
    selected = _selected(asked, shown, standing)
    query = _query(request, folder)
    told: dict[str, Any] = {
        "folders": _folders(folder, folder_counts),
        "folder_label": FOLDER_LABELS[folder],
        "folder": folder,
        "form": form,
        "is_narrowed": any((chosen.words, chosen.service, chosen.unit, chosen.state)),
        "page_of_cases": page,
        "rows": [
            Row(
                case,
                case_face(case, now),
                f"?{query}&case={case.pk}",
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


def _standing(request: HttpRequest) -> Standing:
    account = request.user
    assert isinstance(account, Account)  # noqa: S101 - staff_page lets nobody else in
    return standing_of(account)


def _folder(request: HttpRequest, folder_counts: dict[str, int]) -> str:
    """Return the folder asked for; without one, the first of mine, my unit and all that holds a case."""
    asked = request.GET.get("folder", "")
    if asked in FOLDERS:
        return asked
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


def _folders(folder: str, folder_counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "label": label,
            "href": f"?folder={code}",
            "count": folder_counts.get(code),
            "active": code == folder,
        }
        for code, label in FOLDER_LABELS.items()
    ]


def _query(request: HttpRequest, folder: str) -> str:
    kept = request.GET.copy()
    for name in ("case", "page", "lang"):
        kept.pop(name, None)
    kept["folder"] = folder
    return kept.urlencode()


def _exported(request: HttpRequest) -> QuerySet[Case]:
    standing = _standing(request)
    folder = request.GET.get("folder", "")
    chosen = FilterForm(request.GET).chosen(folder if folder in FOLDERS else "unit")
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
