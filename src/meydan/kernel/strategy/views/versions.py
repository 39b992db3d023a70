"""The versions of a plan, what changed between two, its table to take along, and its way through the council."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from meydan.base.people.public import account_of, public_page, staff_page
from meydan.kernel.strategy.engine.difference import difference
from meydan.kernel.strategy.engine.document import PlanTable, canonical, from_document
from meydan.kernel.strategy.exports import plan_csv, plan_xlsx
from meydan.kernel.strategy.models import Plan, PlanVersion
from meydan.kernel.strategy.operations.noting import ExplanationMissing
from meydan.kernel.strategy.operations.versions import (
    STEPS,
    NothingChanged,
    ReasonMissing,
    StepNotAllowed,
    move_on,
)
from meydan.kernel.strategy.policies import plan_policy
from meydan.kernel.strategy.register import held_table
from meydan.kernel.strategy.versionwords import ChangeLine, change_lines
from meydan.kernel.strategy.views.open import readable_plans

KINDS = {
    "csv": (plan_csv, "text/csv; charset=utf-8"),
    "xlsx": (plan_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


class StepForm(forms.Form):
    """Where the plan goes next, and what was decided."""

    status = forms.ChoiceField(label=gettext_lazy("The plan's next state"))
    reason = forms.CharField(
        label=gettext_lazy("Decision or reason"),
        help_text=gettext_lazy("The council's decision with its day and number, or why the plan is revised."),
        max_length=400,
        required=False,
    )


@public_page
@require_GET
def versions(request: HttpRequest, code: str) -> HttpResponse:
    """Every frozen version of a plan, and what changed since any of them."""
    plan = get_object_or_404(readable_plans(request.user), code=code)
    every = list(plan.versions.defer("document").order_by("-number"))
    told = {"plan": plan, "versions": every, "difference": None}
    if request.GET.get("from"):
        before = _version(plan, request.GET["from"])
        wanted = request.GET.get("to", "")
        after = _version(plan, wanted) if wanted else None
        table = from_document(after.document) if after else held_table(plan)
        told["difference"] = _lines(from_document(before.document), table)
        told["before"], told["after"] = before, after
    return render(request, "strategy/versions.html", told)


def _lines(before: PlanTable, after: PlanTable) -> list[ChangeLine]:
    return change_lines(difference(before, after))


def _version(plan: Plan, number: str) -> PlanVersion:
    if not (number.isdecimal() and len(number) < 7):
        raise Http404(number)
    return get_object_or_404(PlanVersion, plan=plan, number=int(number))


@public_page
@require_GET
def document(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A version's frozen bytes; their SHA-256 is the one that the page shows."""
    plan = get_object_or_404(readable_plans(request.user), code=code)
    answer = HttpResponse(canonical(_version(plan, str(number)).document), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{code}-v{number}.json"'
    return answer


@public_page
@require_GET
def table(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The plan's table as CSV or XLSX; it can be brought in again as it is."""
    plan = get_object_or_404(readable_plans(request.user), code=code)
    if kind not in KINDS:
        raise Http404(kind)
    write, content_type = KINDS[kind]
    answer = HttpResponse(write(held_table(plan)), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{code}.{kind}"'
    return answer


@staff_page(policy=plan_policy, verb="publish")
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, code: str) -> HttpResponse:
    """Take a plan to its next state."""
    plan = get_object_or_404(Plan, code=code)
    form = StepForm(request.POST or None)
    form.fields["status"].choices = [  # type: ignore[attr-defined]
        (one, Plan.Status(one).label) for one in STEPS[plan.status]
    ]
    if request.method == "POST" and form.is_valid() and _moved(request, form, code):
        return redirect("strategy:versions", code)
    last = plan.versions.order_by("-number").first()
    changes = _lines(from_document(last.document), held_table(plan)) if last else []
    told = {"plan": plan, "form": form, "last": last, "changes": changes}
    return render(request, "strategy/step.html", told, status=422 if form.errors else 200)


def _moved(request: HttpRequest, form: StepForm, code: str) -> bool:
    try:
        version = move_on(code=code, **form.cleaned_data, actor=account_of(request), now=timezone.now())
    except ReasonMissing:
        form.add_error("reason", _("Write what was decided, and when."))
    except ExplanationMissing as late:
        named = {"codes": ", ".join(late.args)}
        form.add_error(
            None, _("These are late and nobody has said why; write the reasons first: %(codes)s") % named
        )
    except NothingChanged:
        form.add_error(None, _("Nothing has changed since the last version, so there is nothing to revise."))
    except StepNotAllowed:
        form.add_error("status", _("Somebody moved the plan before you. Open this page again."))
    else:
        told = _("The plan has moved on.") if version is None else _("A version of the plan is frozen.")
        messages.success(request, told)
        return True
    return False
