"""Reports on the desk: choose a plan and a period, and freeze them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meydan.base.papers.public import PressFailed
from meydan.base.people.public import account_of, staff_page
from meydan.kernel.strategy.models import Plan, Report
from meydan.kernel.strategy.operations.freezing import PeriodImpossible, freeze_report
from meydan.kernel.strategy.policies import plan_policy
from meydan.kernel.strategy.queries.reports import reports
from meydan.kernel.strategy.reportforms import ReportForm

LATEST = 20


@staff_page(policy=plan_policy, verb="freeze")
@require_http_methods(["GET", "POST"])
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze a report; it is public at once and never changes."""
    today = timezone.localdate()
    initial = {"from_on": today.replace(month=1, day=1), "to_on": today, "language": get_language()}
    form = ReportForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        found = _frozen(request, form)
        if found is not None:
            return redirect("strategy:report", found.code)
    told = {"form": form, "reports": reports()[:LATEST]}
    return render(request, "strategy/report_desk.html", told, status=422 if form.errors else 200)


def _frozen(request: HttpRequest, form: ReportForm) -> Report | None:
    told = form.cleaned_data
    try:
        found = freeze_report(
            plan=Plan.objects.get(code=told["plan"]),
            kind=told["kind"],
            from_on=told["from_on"],
            to_on=told["to_on"],
            language=told["language"],
            actor=account_of(request),
            now=timezone.now(),
        )
    except PeriodImpossible:
        form.add_error("from_on", _("This period has not begun yet."))
    except PressFailed:
        form.add_error(None, _("The PDF could not be set. Nothing was kept; tell the administrator."))
    else:
        messages.success(request, _("The report is frozen. Everybody can open and check it."))
        return found
    return None
