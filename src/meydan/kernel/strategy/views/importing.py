"""A plan comes in from its published table: sent, looked through, corrected, brought in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meydan.base.people.public import account_of, staff_page
from meydan.kernel.strategy.engine.columns import LANGUAGES, WORDED
from meydan.kernel.strategy.faultwords import COLUMNS
from meydan.kernel.strategy.importforms import PlanFileForm
from meydan.kernel.strategy.importing.files import PlanFileUnreadable, tables_of
from meydan.kernel.strategy.importshown import ImportPage
from meydan.kernel.strategy.models import Plan, PlanImport
from meydan.kernel.strategy.operations.bringing import (
    ImportIsKept,
    NothingToBringIn,
    bring_in,
    choose,
    receive,
)
from meydan.kernel.strategy.operations.opening import open_plan
from meydan.kernel.strategy.policies import plan_policy

LISTED_IMPORTS = 20


@staff_page(policy=plan_policy, verb="register")
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Send a plan's table; what was sent before stands below."""
    form = PlanFileForm(
        request.POST or None, request.FILES or None, initial={"language": get_language() or "tr"}
    )
    if request.method == "POST" and form.is_valid():
        kept = _received(request, form)
        if kept is not None:
            return redirect("strategy:import", kept.pk)
    told = {
        "form": form,
        "imports": PlanImport.objects.select_related("plan").defer("tables").order_by("-pk")[:LISTED_IMPORTS],
    }
    return render(request, "strategy/imports.html", told, status=422 if form.errors else 200)


def _received(request: HttpRequest, form: PlanFileForm) -> PlanImport | None:
    told, now = form.cleaned_data, timezone.now()
    sent = told["file"]
    content = sent.read()
    try:
        tables = tables_of(sent.name, content)
    except PlanFileUnreadable as fault:
        form.add_error("file", str(fault))
        return None
    plan = Plan.objects.filter(code=told["plan"]).first() or open_plan(
        name=told["name"],
        language=told["language"],
        starts_on=told["starts_on"],
        ends_on=told["ends_on"],
        actor=account_of(request),
        now=now,
    )
    return receive(
        plan=plan,
        name=sent.name,
        content=content,
        tables=tables,
        language=told["language"],
        actor=account_of(request),
        now=now,
    )


@staff_page(policy=plan_policy, verb="register")
@require_http_methods(["GET", "POST"])
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would make and change; correct its columns, then bring it in."""
    found = get_object_or_404(PlanImport.objects.select_related("plan"), pk=pk)
    if request.method == "POST":
        if request.POST.get("do") == "keep":
            _keep(request, pk)
        else:
            _choose(request, pk)
        return redirect("strategy:import", pk)
    shown = ImportPage.of(found, timezone.now())
    return render(request, "strategy/import.html", {"shown": shown, "columns": column_choices()})


def _choose(request: HttpRequest, pk: int) -> None:
    headings, keys = request.POST.getlist("heading"), request.POST.getlist("column")
    try:
        choose(pk=pk, chosen=dict(zip(headings, keys, strict=False)))
    except ImportIsKept:
        messages.warning(request, _("This file was brought in already. Send it again to change it."))


def _keep(request: HttpRequest, pk: int) -> None:
    try:
        bring_in(pk=pk, actor=account_of(request), now=timezone.now())
        messages.success(
            request, _("The plan is brought in. Rows that were left out stay below with their text.")
        )
    except ImportIsKept:
        messages.warning(request, _("Somebody brought this file in before you. Nothing was done twice."))
    except NothingToBringIn:
        messages.error(request, _("No action can be read yet. Say below which column names the actions."))


def column_choices() -> list[tuple[str, str]]:
    """What a column may be; names of each language are columns of their own."""
    plain = [(name, str(label)) for name, label in COLUMNS.items()]
    return plain + [
        (f"{name}.{language}", f"{label} ({language})")
        for name, label in plain
        if name in WORDED
        for language in LANGUAGES
    ]
