"""The staff page of the outgoing calls."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meydan.base.audit.public import record
from meydan.base.connectors import presentation, registry
from meydan.base.connectors.policies import connector_policy
from meydan.base.jobs.public import enqueue
from meydan.base.people.public import Account, staff_page


@staff_page(policy=connector_policy, verb="see")
@require_GET
def connector_list(request: HttpRequest) -> HttpResponse:
    """What works, since when, and what to do."""
    told = {
        "connectors": presentation.all_health(timezone.now()),
        "may_try": connector_policy.may(request.user, "try"),
    }
    return render(request, "connectors/list.html", told)


@staff_page(policy=connector_policy, verb="try")
@require_POST
def try_now(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for one call, in a job: a page never waits for another system."""
    try:
        registry.connector(code)
    except registry.ConnectorUnknown as absent:
        raise Http404 from absent
    enqueue("connectors.try", key=f"connectors.try:{code}", code=code)
    actor = request.user if isinstance(request.user, Account) else None
    record(verb="connectors.tried", actor=actor, thing="", payload={"code": code}, now=timezone.now())
    messages.success(request, _("It is being tried. Load this page again in a moment."))
    return redirect("connectors:list")
