"""Meetings at the desk: announcing one, inviting, counting who came, the sheet for the door."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meydan.base.files.public import FileRefused, prepare_evidence
from meydan.base.people.public import account_of, public_page, staff_page
from meydan.domains.participation import operations, sheets
from meydan.domains.participation.errors import AttendanceImpossible
from meydan.domains.participation.forms import workshops as typed
from meydan.domains.participation.models import Consultation, Enclosure, Stakeholder
from meydan.domains.participation.policies import hearing_policy
from meydan.domains.participation.presentation import consultations as presentation
from meydan.domains.participation.views.hear import found


def meeting(code: str) -> Consultation:
    """Return a meeting or a 404."""
    held = found(code, published=False)
    if held.kind != Consultation.Kind.WORKSHOP:
        raise Http404(code)
    return held


@staff_page(policy=hearing_policy, verb="make")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Announce a meeting; nobody sees it before it is published."""
    form = typed.WorkshopForm(request.POST or None)
    if form.is_bound and form.is_valid():
        made = operations.plan_workshop(**form.facts(timezone.now()))
        return redirect("participation:hear_one", code=made.code)
    context = {"form": form, "crumbs": presentation.crumbs(_("New meeting"), desk=True)}
    return render(request, "participation/workshop_new.html", context, status=422 if form.is_bound else 200)


@staff_page(policy=hearing_policy, verb="enter")
@require_POST
def attendance(request: HttpRequest, code: str) -> HttpResponse:
    """Say how many of a kind came."""
    held, form = meeting(code), typed.AttendanceForm(request.POST, prefix="attendance")
    if not form.is_valid():
        messages.error(request, _("Write how many came, as a number."))
        return redirect("participation:hear_one", code=code)
    try:
        operations.count_attendance(
            workshop=held.workshop, actor=account_of(request), now=timezone.now(), **form.facts
        )  # fmt: skip
    except AttendanceImpossible:
        messages.error(request, _("More women, men or young people than people came. Count again."))
    return redirect("participation:hear_one", code=code)


@staff_page(policy=hearing_policy, verb="make")
@require_POST
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Invite the organisations of some kinds, each once."""
    held, form = meeting(code), typed.InviteForm(request.POST, prefix="invite")
    if held.published_at is None or not form.is_valid():
        messages.error(request, _("Publish the meeting and choose whom to invite."))
        return redirect("participation:hear_one", code=code)
    chosen = list(Stakeholder.objects.filter(kind__in=form.cleaned_data["kinds"]).order_by("id"))
    sent = operations.invite_stakeholders(
        workshop=held.workshop, stakeholders=chosen, actor=account_of(request), now=timezone.now()
    )
    told = {"sent": sent, "all": len(chosen)}
    messages.success(
        request, _("Sent now: %(sent)s of %(all)s; the others were invited before or have no address.") % told
    )
    return redirect("participation:hear_one", code=code)


@staff_page(policy=hearing_policy, verb="enter")
@require_POST
def minutes(request: HttpRequest, code: str) -> HttpResponse:
    """Put the minutes up for everybody."""
    held, form = meeting(code), typed.MinutesForm(request.POST, request.FILES, prefix="minutes")
    try:
        if not form.is_valid():
            raise FileRefused("not_a_paper")
        file = form.cleaned_data["file"]
        operations.enclose(
            consultation=held, prepared=prepare_evidence(file), name=file.name, now=timezone.now(),
            kind=Enclosure.Kind.MINUTES, words=_("Minutes"),
        )  # fmt: skip
    except FileRefused:
        messages.error(request, _("This file cannot be taken. Send a photo or a plain PDF."))
    return redirect("participation:hear_one", code=code)


@staff_page(policy=hearing_policy, verb="see")
@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The list to sign at the door."""
    body = sheets.attendance_pdf(meeting(code), now=timezone.now())
    return _pdf(body, f"{code}-attendance.pdf")


@public_page
@never_cache
@require_safe
def matrix_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Opinions and answers to be printed."""
    return _pdf(sheets.matrix_pdf(found(code), now=timezone.now()), f"{code}-answers.pdf")


def _pdf(body: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
