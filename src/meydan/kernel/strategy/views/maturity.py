"""How mature the city is, for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meydan.base.locale.public import text
from meydan.base.people.public import public_page
from meydan.kernel.strategy import maturityshown as shown
from meydan.kernel.strategy.models import MaturitySnapshot
from meydan.kernel.strategy.policies import maturity_policy
from meydan.kernel.strategy.presentation import crumbs
from meydan.kernel.strategy.queries.maturity import (
    Checklist,
    ChecklistUnknown,
    checklist,
    checklists,
    snapshots,
    told_in,
)


@public_page
@require_GET
def maturity(request: HttpRequest) -> HttpResponse:
    """Every checklist, component by component."""
    held = checklists(timezone.now())
    told = {"rows": [(one, shown.component_faces(one)) for one in held]}
    return render(request, "strategy/maturity.html", told)


@public_page
@require_GET
def one_checklist(request: HttpRequest, code: str) -> HttpResponse:
    """One checklist, criterion by criterion, and what changed since the last frozen year."""
    held = checklist_or_404(code)
    frozen = snapshots(code)
    before = told_in(frozen[0]) if frozen else None
    levels, criteria = shown.changes(before, shown.document_of(held)) if before else ([], [])
    told = {
        "held": held,
        "components": shown.component_faces(held),
        "snapshots": frozen,
        "level_changes": levels,
        "criterion_changes": criteria,
        "may_answer": maturity_policy.may(request.user, "answer"),
        "crumbs": _crumbs((text(held.names), "")),
    }
    return render(request, "strategy/checklist.html", told)


@public_page
@require_GET
def frozen_year(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """A checklist as it stood when a year was closed, and what had changed since the year before it."""
    snapshot = get_object_or_404(MaturitySnapshot, checklist=code, year=year)
    earlier = MaturitySnapshot.objects.filter(checklist=code, year__lt=year).order_by("-year").first()
    levels, criteria = shown.changes(told_in(earlier), told_in(snapshot)) if earlier is not None else ([], [])
    found = told_in(snapshot)
    told = {
        "snapshot": snapshot,
        "names": found["names"],
        "rows": shown.frozen_rows(snapshot, _held(code)),
        "earlier": earlier,
        "level_changes": levels,
        "criterion_changes": criteria,
        "crumbs": _crumbs(
            (text(found["names"]), reverse("strategy:checklist", args=[code])), (str(snapshot.year), "")
        ),
    }
    return render(request, "strategy/frozen_year.html", told)


@public_page
@require_GET
def frozen_document(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The very text whose fingerprint the page shows."""
    snapshot = get_object_or_404(MaturitySnapshot, checklist=code, year=year)
    answer = HttpResponse(snapshot.document, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{snapshot.checklist}-{snapshot.year}.json"'
    return answer


def checklist_or_404(code: str) -> Checklist:
    """A checklist of the pack, or the page of what is not there."""
    try:
        return checklist(code, timezone.now())
    except ChecklistUnknown as unknown:
        raise Http404(code) from unknown


def _held(code: str) -> Checklist | None:
    try:
        return checklist(code, timezone.now())
    except ChecklistUnknown:
        return None


def _crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs((_("How far are we?"), reverse("strategy:maturity")), *steps)
