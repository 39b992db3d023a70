"""Hearings at the desk: making one, its parts and papers, publishing and closing it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from meydan.base.files.public import FileRefused, prepare_evidence
from meydan.base.locale.public import text
from meydan.base.people.public import NotAllowed, OrgUnit, account_of, staff_page
from meydan.domains.participation import errors as faults
from meydan.domains.participation import operations
from meydan.domains.participation.forms import consultations as typed
from meydan.domains.participation.forms import workshops as meetings
from meydan.domains.participation.forms.surveys import SeatsForm
from meydan.domains.participation.models import Consultation, Opinion
from meydan.domains.participation.policies import hearing_policy
from meydan.domains.participation.presentation import consultations as presentation
from meydan.domains.participation.queries import consultations as queries
from meydan.domains.participation.views.hear import A_PAGE, facts_of, found

MANAGERS_STEPS = frozenset({"publish", "close"})


@staff_page(policy=hearing_policy, verb="see")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Every consultation, drafts too, and what waits."""
    now = timezone.now()
    page = Paginator(queries.consultations(published=False), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [presentation.row(one, now) for one in page], "page_of": page,
        "may_make": hearing_policy.may(account_of(request), "make"),
    }  # fmt: skip
    return render(request, "participation/hear_desk.html", context)


@staff_page(policy=hearing_policy, verb="make")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a hearing; nobody sees it before it is published."""
    form = typed.HearingForm(request.POST or None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        begins, length, unit = said["opens_on"], int(said["length"]), said["length_unit"]
        made = operations.open_hearing(
            code=said["code"], names=form.names, texts=form.texts, opens_at=form.opens_at,
            closes_at=operations.last_moment_of(begins, length, unit), period=f"{length} {unit}",
            unit=OrgUnit.objects.filter(code=said["unit"]).first(), answer_days=int(said["answer_days"]),
            plan_code=said["plan_code"], case_code=said["case_code"].upper(), area=said["outline"],
        )  # fmt: skip
        operations.add_plan_sections(consultation=made, now=timezone.now())
        return redirect("participation:hear_one", code=made.code)
    context = {"form": form, "crumbs": presentation.crumbs(_("New hearing"), desk=True)}
    return render(request, "participation/hear_new.html", context, status=422 if form.is_bound else 200)


@staff_page(policy=hearing_policy, verb="see")
@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One consultation and every step there is for it."""
    held, step = found(code, published=False), request.POST.get("step", "")
    verb = "make" if step in MANAGERS_STEPS else "enter"
    if step and not hearing_policy.may(account_of(request), verb, held):
        raise NotAllowed(f"{request.user} may not {step}")
    bound = _forms(held, request, step)
    form = bound.get(step)
    if step in STEPS and (form is None or form.is_valid()):
        try:
            STEPS[step](request, held, form)
        except tuple(SAID) as fault:
            messages.error(request, SAID[type(fault)]())
        else:
            return redirect("participation:hear_one", code=code)
    now = timezone.now()
    page = Paginator(queries.opinions_of(held), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "one": held, "title": text(held.names), "when": presentation.when(held, now), "forms": bound,
        "is_over": now > held.closes_at,
        "clock": presentation.clock_words(queries.waiting_in(held, now), held.answer_days),
        "rows": [
            {"opinion": said, "said": presentation.said(said), "due": presentation.due_words(said, now)}
            for said in page
        ],
        "page_of": page, "sections": held.sections.all(), "enclosures": held.enclosures.all(),
        "unchecked": held.opinions.filter(state=Opinion.State.WAITING).count(),
        "may_make": hearing_policy.may(account_of(request), "make", held),
        "crumbs": presentation.crumbs(text(held.names), desk=True), "meeting_forms": _meeting_forms(held),
        "survey_forms": {"seats": SeatsForm(prefix="seats")} if held.kind == Consultation.Kind.SURVEY else {},
    }  # fmt: skip
    return render(request, "participation/hear_one.html", context, status=422 if step else 200)


def _meeting_forms(held: Consultation) -> dict[str, forms.Form]:
    """What a meeting asks for besides; each goes to an address of its own."""
    if held.kind != Consultation.Kind.WORKSHOP:
        return {}
    return {
        "attendance": meetings.AttendanceForm(prefix="attendance"), "invite": meetings.InviteForm(prefix="invite"),
        "minutes": meetings.MinutesForm(prefix="minutes"),
    }  # fmt: skip


def _forms(held: Consultation, request: HttpRequest, step: str) -> dict[str, forms.Form]:
    """The form of each step; the one that was sent holds what was typed."""

    def sent(name: str) -> Any:
        return request.POST if name == step else None

    token = {"token": secrets.token_urlsafe(24)}
    return {
        "section": typed.SectionForm(sent("section"), prefix="section"),
        "file": typed.FileForm(sent("file"), request.FILES or None, prefix="file"),
        "opinion": typed.DeskOpinionForm(sent("opinion"), prefix="opinion", consultation=held, initial=token),
        "close": typed.CloseForm(sent("close"), prefix="close"),
    }  # fmt: skip


def _section(request: HttpRequest, held: Consultation, form: Any) -> None:
    operations.add_section(consultation=held, names=form.names, texts=form.texts)


def _file(request: HttpRequest, held: Consultation, form: Any) -> None:
    file = form.cleaned_data["file"]
    prepared = prepare_evidence(file)
    kind = "photo" if prepared.content_type == "image/jpeg" else "paper"
    operations.enclose(
        consultation=held, prepared=prepared, name=file.name, now=timezone.now(), kind=kind,
        words=form.cleaned_data["words"],
    )  # fmt: skip


def _opinion(request: HttpRequest, held: Consultation, form: Any) -> None:
    said = form.cleaned_data
    made = operations.say(
        consultation=held, now=timezone.now(), channel=said["channel"], kind=said["kind"], **facts_of(form)
    )
    messages.success(request, _("Entered as opinion no. %(number)s.") % {"number": made.number})


def _publish(request: HttpRequest, held: Consultation, form: Any) -> None:
    operations.publish_consultation(consultation=held, actor=account_of(request), now=timezone.now())


def _close(request: HttpRequest, held: Consultation, form: Any) -> None:
    operations.close_consultation(
        consultation=held, words=form.cleaned_data["words"], actor=account_of(request), now=timezone.now()
    )


Step = Callable[[HttpRequest, Consultation, Any], None]
STEPS: dict[str, Step] = {
    "section": _section, "file": _file, "opinion": _opinion, "publish": _publish, "close": _close,
}  # fmt: skip
SAID: dict[type[Exception], Callable[[], str]] = {
    faults.NotHeardNow: lambda: _("It is not open: publish it first, or it is closed already."),
    faults.StillOpen: lambda: _("People are still being heard. Close it after its last day."),
    faults.ClosingWordsMissing: lambda: _(
        "Opinions are unanswered: write what the public is told, or answer them."
    ),
    FileRefused: lambda: _("This file cannot be taken. Send a photo or a plain PDF."),
}
