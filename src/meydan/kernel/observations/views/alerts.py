"""Alerts on the desk."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meydan.base.people.public import account_of, staff_page
from meydan.kernel.observations.forms import DismissForm
from meydan.kernel.observations.models import Alert
from meydan.kernel.observations.operations.alerts import UNSETTLED, AlertAlreadySettled, dismiss_alert
from meydan.kernel.observations.policies import alert_policy
from meydan.kernel.observations.presentation import alert_chart, alert_rows
from meydan.kernel.observations.queries import all_alerts, open_alerts, streams_beyond
from meydan.kernel.observations.registry import alert_links
from meydan.kernel.observations.rulewords import clear_words, condition_words

ROWS_A_PAGE = 50


@staff_page(policy=alert_policy, verb="see")
@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    """Alerts, the open ones first asked for."""
    shown = request.GET.get("show", "open")
    found = all_alerts() if shown == "all" else open_alerts()
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    told = {
        "rows": alert_rows(page.object_list),
        "shown": shown,
        "pages": page,
        "count": page.paginator.count,
    }
    return render(request, "observations/alerts.html", told)


@staff_page(policy=alert_policy, verb="see")
@require_http_methods(["GET", "POST"])
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    """One alert: its course, its case, and the way to dismiss it."""
    found = get_object_or_404(all_alerts(), pk=pk)
    form = DismissForm(request.POST or None)
    may_dismiss = alert_policy.may(request.user, "dismiss") and found.status in UNSETTLED
    if request.method == "POST":
        alert_policy.require(request.user, "dismiss")
        if form.is_valid():
            return _dismiss(request, found, form.cleaned_data["reason"])
    told = {
        "row": alert_rows([found])[0],
        "alert": found,
        "condition": condition_words(found.rule),
        "clears": clear_words(found.rule, found.datastream.unit),
        "beyond": streams_beyond(found),
        "chart": alert_chart(found, timezone.now()),
        "links": alert_links(found),
        "form": form if may_dismiss else None,
    }
    return render(request, "observations/alert.html", told, status=422 if form.errors else 200)


def _dismiss(request: HttpRequest, found: Alert, reason: str) -> HttpResponse:
    try:
        dismiss_alert(alert_id=found.pk, reason=reason, actor=account_of(request), now=timezone.now())
    except AlertAlreadySettled:
        messages.warning(request, _("Somebody has dealt with this alert already."))
    else:
        messages.success(request, _("The alert was dismissed, and your reason is kept with it."))
    return redirect("observations:alert", pk=found.pk)
