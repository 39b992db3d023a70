"""Everything of one phone: its cases, the data about it to take along, and its erasure."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meydan.base.locale.public import text
from meydan.base.people.public import public_page
from meydan.kernel.cases import presentation
from meydan.kernel.cases.dossier import zipped
from meydan.kernel.cases.forms import CodeForm, PhoneForm
from meydan.kernel.cases.models import Case, CaseEvent
from meydan.kernel.cases.operations.erasing import StillNeeded, erase_author, erase_supporter
from meydan.kernel.cases.operations.flood import TooMany, count_visit
from meydan.kernel.cases.operations.proving import CodeWrong, prove, send_code
from meydan.kernel.cases.queries.mine import cases_reported_with, cases_supported_with
from meydan.kernel.cases.queries.workflows import workflow
from meydan.kernel.cases.views.visitor import address_of, forget_phone, proven_phone, remember_phone

# More than anybody reports; beyond it the newest are shown and everything is in the archive.
MOST_SHOWN = 200


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Ask for a phone, then for the code sent to it, then show what belongs to it."""
    act = request.POST.get("act", "")
    try:
        if act == "phone":
            return _code_sent(request)
        if act == "code":
            return _code_given(request)
    except TooMany as flood:
        form = PhoneForm(request.POST)
        form.is_valid()
        form.add_error(None, too_many_words(flood))
        return render(request, "cases/mine_phone.html", {"form": form}, status=429)
    proven = proven_phone(request, timezone.now())
    if not proven:
        return render(request, "cases/mine_phone.html", {"form": PhoneForm()})
    return render(request, "cases/mine.html", _listed(proven))


def too_many_words(flood: TooMany) -> str:
    """Say when to come back."""
    return _("Too many tries from here. Try again in %(minutes)s minutes.") % {"minutes": flood.wait_minutes}


def _code_sent(request: HttpRequest) -> HttpResponse:
    form = PhoneForm(request.POST)
    if not form.is_valid():
        return render(request, "cases/mine_phone.html", {"form": form}, status=422)
    count_visit(kind="proof", address=address_of(request), now=timezone.now())
    phone = form.cleaned_data["phone"]
    send_code(phone=phone, language=get_language() or "en", now=timezone.now())
    return render(request, "cases/mine_code.html", {"form": CodeForm(initial={"phone": phone})})


def _code_given(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid():
        count_visit(kind="phone", address=address_of(request), now=timezone.now())
        said = form.cleaned_data
        try:
            proven = prove(phone=said["phone"], code=said["proof"], now=timezone.now())
        except CodeWrong:
            form.add_error(
                "proof", _("This is not the code, or it is too old. Look again, or ask for a new one.")
            )
        else:
            remember_phone(request, proven, timezone.now())
            return redirect("cases:mine")
    return render(request, "cases/mine_code.html", {"form": form}, status=422)


def _listed(proven: str) -> dict[str, Any]:
    now = timezone.now()
    return {
        "reported": [_row(case, now) for case in cases_reported_with(proven)[:MOST_SHOWN]],
        "supported": [_row(case, now) for case in cases_supported_with(proven)[:MOST_SHOWN]],
    }


def _row(case: Case, now: Any) -> dict[str, Any]:
    state = workflow(case.service.workflow).state(case.state)
    return {
        "case": case,
        "state": text(state.public_names),
        "due": presentation.due_words(case, now),
    }


@public_page
@never_cache
@require_GET
def data(request: HttpRequest) -> HttpResponse:
    """Hand out everything held about the proven phone, as an archive of JSON, CSV and the files sent."""
    proven = proven_phone(request, timezone.now())
    if not proven:
        return redirect("cases:mine")
    numbers = cases_reported_with(proven).values_list("pk", flat=True)
    answer = HttpResponse(zipped(numbers, cases_supported_with(proven)), "application/zip")
    answer["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return answer


@public_page
@never_cache
@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Erase what tells who the proven phone is, and show the record of the deletion."""
    now = timezone.now()
    proven = proven_phone(request, now)
    if not proven:
        return redirect("cases:mine")
    if request.POST.get("sure") != "yes":
        messages.info(request, _("Tick the box first: what is erased cannot be brought back."))
        return redirect("cases:mine")
    records: list[CaseEvent] = []
    kept: list[Case] = []
    for case in cases_reported_with(proven):
        try:
            records.append(erase_author(case_id=case.pk, now=now))
        except StillNeeded:
            kept.append(case)
    for case in cases_supported_with(proven):
        erase_supporter(case_id=case.pk, phone_digest=proven, now=now)
    if not kept:
        forget_phone(request)
    told = {"records": [(event, bytes(event.seal).hex()[:16]) for event in records], "kept": kept, "now": now}
    return render(request, "cases/erased.html", told)


@public_page
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the list on this browser."""
    forget_phone(request)
    messages.success(request, _("Closed. Nobody sees your list on this device now."))
    return redirect("cases:follow")
