"""Putting a plan on display and answering what is objected."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meydan.base.people.public import NotAllowed, account_of, staff_page
from meydan.domains.planning import operations, presentation, queries
from meydan.domains.planning.errors import AlreadyOnDisplay, EndsTooEarly, ReasonsMissing
from meydan.domains.planning.forms import AnswerForm, DisplayForm
from meydan.domains.planning.models import Objection
from meydan.domains.planning.policies import plan_policy
from meydan.domains.planning.rules import display_rule, parcel_words
from meydan.domains.planning.views.open import found
from meydan.kernel.cases.public import (
    Case,
    CaseChanged,
    EvidenceMissing,
    FileRefused,
    Service,
    TransitionNotAllowed,
)


@staff_page(policy=plan_policy, verb="see")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Plans that wait for their display, that hang out, and that did."""
    now = timezone.now()
    services = [
        code for code in Service.objects.values_list("code", flat=True) if display_rule(code) is not None
    ]
    shown = [{"plan": one, "until": presentation.until_words(one, now)} for one in queries.displays()[:100]]
    context = {
        "waiting": queries.waiting_cases(services)[:100], "plans": shown,
        "may_display": plan_policy.may(account_of(request), "display"),
    }  # fmt: skip
    return render(request, "planning/desk.html", context)


@staff_page(policy=plan_policy, verb="display")
@require_http_methods(["GET", "POST"])
def display(request: HttpRequest, code: str) -> HttpResponse:
    """Hang a plan out."""
    case = get_object_or_404(Case.objects.select_related("service", "unit"), code=code)
    rule = display_rule(case.service.code)
    if rule is None:
        raise Http404(code)
    form = DisplayForm(
        request.POST or None, request.FILES or None, initial={"version": case.version},
        has_clock=bool(rule.clock), needs_plan=bool(rule.transition),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and _hung_out(request, case, form):
        return redirect("planning:one", code=code)
    context = {"form": form, "case": case, "crumbs": presentation.crumbs(desk=True)}
    return render(request, "planning/display.html", context, status=422 if form.is_bound else 200)


def _hung_out(request: HttpRequest, case: Case, form: DisplayForm) -> bool:
    said = form.cleaned_data
    try:
        operations.put_on_display(
            case=case, actor=account_of(request), now=timezone.now(), until_at=form.until_at, texts=form.texts,
            area=said["outline"], evidence=[said["plan"]] if said["plan"] else [],
            expected_version=said["version"],
        )  # fmt: skip
    except AlreadyOnDisplay:
        form.add_error(None, _("This plan hangs out already."))
    except EndsTooEarly:
        form.add_error(None, _("The display must end after today."))
    except FileRefused as refusal:
        form.add_error("plan", str(refusal))
    except (TransitionNotAllowed, EvidenceMissing):
        form.add_error(
            None, _("The case is not at this step, or the step is not yours. Look at the case first.")
        )
    except CaseChanged:
        form.add_error(None, _("Somebody else moved the case meanwhile. Open it again."))
    else:
        return True
    return False


@staff_page(policy=plan_policy, verb="see")
@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """The matrix of a plan: what waits first."""
    display = found(code)
    objections = queries.matrix(display)
    lines = [presentation.line(objection) for objection in objections]
    context = {
        "plan": display, "until": presentation.until_words(display, timezone.now()),
        "waiting": [row for row in lines if not row.objection.answer and not row.objection.case.is_closed],
        "lines": lines, "items": presentation.map_items(display, objections),
        "crumbs": presentation.crumbs(presentation.title(display), desk=True),
    }  # fmt: skip
    return render(request, "planning/one.html", context)


@staff_page(policy=plan_policy, verb="see")
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One objection in its own words; whoever may decide decides it here."""
    display, actor = found(code), account_of(request)
    objection = get_object_or_404(Objection.objects.select_related("case"), display=display, number=number)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and not plan_policy.may(actor, "answer"):
        raise NotAllowed(f"{actor} may not decide objections")
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer(objection=objection, actor=actor, now=timezone.now(), **form.cleaned_data)
            return redirect("planning:one", code=code)
        except ReasonsMissing:
            form.add_error("reasons", _("Write the objection in a sentence, and the reasons."))
        except (TransitionNotAllowed, CaseChanged):
            form.add_error(None, _("It is decided already, or the decision is not yours."))
    context = {
        "plan": display, "objection": objection, "form": form, "parcel": parcel_words(objection.parcel),
        "may_decide": plan_policy.may(actor, "answer"),
        "crumbs": [*presentation.crumbs(desk=True), presentation.plan_crumb(display, "planning:one")],
    }  # fmt: skip
    return render(request, "planning/answer.html", context, status=422 if form.is_bound else 200)
