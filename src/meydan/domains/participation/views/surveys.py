"""Answering a survey, its result as a table, and surveys at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meydan.base.files.public import csv_bytes
from meydan.base.forms.public import Draft, remember_draft
from meydan.base.locale.public import text
from meydan.base.people.public import account_of, public_page, staff_page
from meydan.domains.participation import operations
from meydan.domains.participation.errors import NotHeardNow, SeatSpent, SeatUnknown
from meydan.domains.participation.forms import surveys as typed
from meydan.domains.participation.models import Consultation, Survey
from meydan.domains.participation.policies import hearing_policy
from meydan.domains.participation.presentation import consultations as presentation
from meydan.domains.participation.presentation import surveys as shown
from meydan.domains.participation.queries import surveys as queries
from meydan.domains.participation.views.hear import found
from meydan.kernel.cases.public import CodeWrong, TooMany, address_of, count_visit, prove, send_code_to

ENDS = ("counted", "late", "twice")
HIDDEN = "hidden"


def survey_of(code: str, *, published: bool = True) -> Consultation:
    """Return a survey or a 404."""
    held = found(code, published=published)
    if held.kind != Consultation.Kind.SURVEY:
        raise Http404(code)
    return held


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Begin to answer: at once, with a code, or with a telephone that is proven first."""
    held = survey_of(code)
    if not held.is_open_at(timezone.now()):
        context = {"one": held, "when": presentation.when(held, timezone.now())}
        return render(request, "participation/hear_closed.html", context, status=410)
    form, told = _asked(request, held.survey), {}
    try:
        if request.method == "POST":
            count_visit(kind="form", address=address_of(request), now=timezone.now())
            if form is None or form.is_valid():
                went = _went_on(request, held.survey, form)
                if isinstance(went, HttpResponse):
                    return went
                form = went
    except TooMany as flood:
        told = {"wait_minutes": flood.wait_minutes}
    except SeatUnknown:
        _fault(form, _("There is no such code. Compare it with your letter."))
    except SeatSpent:
        _fault(form, _("It was answered with this already. Each answers once."))
    except CodeWrong:
        _fault(form, _("This is not the code, or it is too old. Look again, or ask for a new one."))
    except NotHeardNow:
        return redirect("participation:hear", code=code)
    context = {
        "one": held, "form": form, "who": shown.who_words(held.survey), "when": presentation.when(held, timezone.now()),
        "crumbs": presentation.crumbs(_("Fill it in"), of=held), **told,
    }  # fmt: skip
    status = 429 if told else 422 if form is not None and form.errors else 200
    return render(request, "participation/survey_start.html", context, status=status)


def _asked(request: HttpRequest, survey: Survey) -> forms.Form | None:
    data = request.POST or None
    if survey.who == Survey.Who.CODE:
        return typed.SeatForm(data)
    if survey.who == Survey.Who.PHONE:
        return typed.ProofForm(data) if "proof" in request.POST else typed.PhoneForm(data)
    return None


def _went_on(request: HttpRequest, survey: Survey, form: forms.Form | None) -> HttpResponse | forms.Form:
    """Send a code, or begin."""
    now, language = timezone.now(), get_language() or "en"
    said = form.cleaned_data if form is not None else {}
    if "phone" in said and "proof" not in said:
        count_visit(kind="proof", address=address_of(request), now=now)
        # Said the same whether or not one went out: a telephone that had its share keeps the code it has.
        send_code_to(phone=said["phone"], language=language, now=now)
        return typed.ProofForm(initial={"phone": said["phone"]})
    digest = ""
    if "proof" in said:
        count_visit(kind="phone", address=address_of(request), now=now)
        digest = prove(phone=said["phone"], code=said["proof"], now=now)
    draft = operations.begin_answer(
        survey=survey, now=now, language=language, code=said.get("code", ""), phone_digest=digest
    )
    return _to_form(request, draft)


def _to_form(request: HttpRequest, draft: Draft) -> HttpResponse:
    remember_draft(request, draft)
    return redirect("forms:tasks", key=draft.key)


def _fault(form: forms.Form | None, words: str) -> None:
    if form is not None:
        form.add_error(next(reversed(form.fields)), words)


@public_page
@require_safe
def end(request: HttpRequest, code: str, state: str) -> HttpResponse:
    """Say what became of an answer that was sent; it tells nobody's answer."""
    held = survey_of(code)
    if state not in ENDS:
        raise Http404(state)
    context = {"one": held, "state": state, "when": presentation.when(held, timezone.now())}
    return render(request, "participation/survey_end.html", context)


@public_page
@require_safe
def result_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The counts, never single answers; what would tell who it was is hidden."""
    held = survey_of(code)
    if not shown.face(held, timezone.now())["is_over"]:
        raise Http404(code)
    head = ("question", "asked", "answered", "answer", "words", "count")
    rows: list[list[Any]] = []
    for one in queries.tallies(held.survey):
        begun = [one.code, text(one.names), HIDDEN if one.answered is None else one.answered]
        if one.middle is not None:
            rows += [
                [*begun, "mean", "", round(one.middle[0], 2)],
                [*begun, "median", "", round(one.middle[1], 2)],
            ]
        for answer, names, count in one.cells:
            rows.append([*begun, answer, text(names), HIDDEN if count is None else count])
    answer_ = HttpResponse(csv_bytes(head, rows), content_type="text/csv; charset=utf-8")
    answer_["Content-Disposition"] = f'attachment; filename="{code}-result.csv"'
    return answer_


@staff_page(policy=hearing_policy, verb="make")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a survey out of a published form."""
    form = typed.SurveyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        made = operations.open_survey(**form.facts)
        return redirect("participation:hear_one", code=made.code)
    context = {"form": form, "crumbs": presentation.crumbs(_("New survey"), desk=True)}
    return render(request, "participation/survey_new.html", context, status=422 if form.is_bound else 200)


@staff_page(policy=hearing_policy, verb="enter")
@require_POST
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Type a sheet in; it is counted apart."""
    held = survey_of(code, published=False)
    try:
        draft = operations.begin_paper(
            survey=held.survey,
            officer=account_of(request),
            now=timezone.now(),
            language=get_language() or "en",
        )
    except NotHeardNow:
        return redirect("participation:hear_one", code=code)
    return _to_form(request, draft)


@staff_page(policy=hearing_policy, verb="make")
@never_cache
@require_POST
def seats(request: HttpRequest, code: str) -> HttpResponse:
    """Draw codes and show them this once, as a table."""
    held, form = survey_of(code, published=False), typed.SeatsForm(request.POST, prefix="seats")
    if held.survey.who != Survey.Who.CODE or not form.is_valid():
        return redirect("participation:hear_one", code=code)
    drawn = operations.hand_out_seats(
        survey=held.survey, many=int(form.cleaned_data["many"]), actor=account_of(request), now=timezone.now()
    )
    answer = HttpResponse(
        csv_bytes(["code"], ([one] for one in drawn)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{code}-codes.csv"'
    return answer
