"""The inspector's day: what to visit, and each visit written down on the spot, with or without the network."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meydan.base.files.public import FileRefused
from meydan.base.forms.public import field_words
from meydan.base.people.public import NotAllowed, account_of, staff_page
from meydan.kernel.cases.deskview import desk_view
from meydan.kernel.cases.evidenceform import EvidenceForm
from meydan.kernel.cases.forms import REFUSALS
from meydan.kernel.cases.models import Case, Visit
from meydan.kernel.cases.operations.looking import note_look
from meydan.kernel.cases.operations.visiting import keep_visit
from meydan.kernel.cases.policies import case_policy, standing_of
from meydan.kernel.cases.presentation import case_face
from meydan.kernel.cases.queries.cases import CaseUnknown, case_in_full
from meydan.kernel.cases.queries.visits import Stop, by_way, is_for_today, stops_of
from meydan.kernel.cases.queries.workflows import workflow
from meydan.kernel.cases.visitform import (
    NotThisOfficer,
    key_of,
    page_seal,
    point_in,
    read_seal,
    written_in,
)
from meydan.kernel.cases.visitwords import arrived_words


@staff_page(policy=case_policy, verb="act")
@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """Show what the reader has to visit, by the clock or by the way; the phone keeps every visit at hand."""
    now, who = timezone.now(), standing_of(account_of(request))
    stops, order = stops_of(who, now), request.GET.get("order", "clock")
    start = point_in(request.GET.get("lon", ""), request.GET.get("lat", ""))
    if order == "way":
        parts = [(_("Nearest first"), [_line(stop, now) for stop in by_way(stops, start)])]
    else:
        today = [stop for stop in stops if is_for_today(stop, now)]
        later = [stop for stop in stops if stop not in today]
        parts = [
            (_("To be done by tonight"), [_line(stop, now) for stop in today]),
            (_("After today"), [_line(stop, now) for stop in later]),
        ]
    told: dict[str, Any] = {
        "parts": [(title, lines) for title, lines in parts if lines],
        "total": len(stops),
        "is_by_way": order == "way",
        "has_start": start is not None,
        "orders": _orders(order),
        "words": json.dumps(field_words(), ensure_ascii=False),
    }
    return render(request, "cases/visits.html", told)


def _orders(order: str) -> list[dict[str, Any]]:
    here = reverse("cases:visits")
    return [
        {"label": _("Most urgent first"), "href": here, "active": order != "way"},
        {"label": _("Nearest first"), "href": f"{here}?order=way", "active": order == "way"},
    ]


def _line(stop: Stop, now: Any) -> dict[str, Any]:
    state = workflow(stop.case.service.workflow).state(stop.case.state)
    return {"stop": stop, "case": stop.case, "state": state, "face": case_face(stop.case, now)}


@staff_page(policy=case_policy, verb="act")
@require_GET
def visit(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show one visit, ready to be written down; who reported is left out, for phones are lost."""
    found, account, now = _case(case_id), account_of(request), timezone.now()
    who = standing_of(account)
    if not who.may("act", found):
        raise NotAllowed(f"{account} may not work on case {case_id}")
    note_look(case=found, who=who, session_key=request.session.session_key or "", now=now)
    view = desk_view(found, account, now, standing=who)
    told = {
        "view": view,
        "evidence_form": EvidenceForm(asked=view.asked),
        "seen": page_seal(found, account, view.asked),
        "key": uuid4(),
        "words": json.dumps(field_words(), ensure_ascii=False),
    }
    return render(request, "cases/visit.html", told)


def _case(case_id: int) -> Case:
    try:
        return case_in_full(case_id)
    except CaseUnknown as absent:
        raise Http404(str(case_id)) from absent


@staff_page(policy=case_policy, verb="act")
@require_POST
def send(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a visit; its key says whether it came before, and then what came of it is told again."""
    found, account, now = _case(case_id), account_of(request), timezone.now()
    key = key_of(request.POST.get("key", ""))
    if key is None:
        raise Http404("key")
    try:
        version, codes = read_seal(request.POST.get("seen", ""), case_id, account)
        known = workflow(found.service.workflow).evidence
        asked = [known[code] for code in codes if code in known]
        written = written_in(request.POST, request.FILES, asked, now)
    except NotThisOfficer:
        said = _("This visit was written by another account. Sign in with that account, and it is sent.")
        return _refused(request, found, said, 403)
    except FileRefused as refused:
        return _refused(request, found, str(REFUSALS[refused.reason]), 422)
    kept, is_new = keep_visit(
        case_id=case_id, key=key, seen_version=version, written=written, officer=account, now=now
    )
    return _told(request, kept, is_new)


def _refused(request: HttpRequest, found: Case, said: str, status: int) -> HttpResponse:
    if _asks_json(request):
        return JsonResponse({"said": said}, status=status)
    messages.error(request, said)
    return redirect("cases:visit", case_id=found.pk)


def _told(request: HttpRequest, kept: Visit, is_new: bool) -> HttpResponse:
    said = arrived_words(kept)
    if not _asks_json(request):
        (messages.warning if kept.kept_because else messages.success)(request, said)
        return redirect("cases:visits")
    told = {
        "state": "kept" if kept.kept_because else "sent",
        "code": kept.case.code,
        "href": reverse("cases:case", args=[kept.case_id]),
        "said": said,
    }
    return JsonResponse(told, status=201 if is_new else 200)


def _asks_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
