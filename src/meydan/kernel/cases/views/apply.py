"""Where the form of a service begins."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from meydan.base.forms.public import Draft, FormUnknown, begin_draft, published, remember_draft
from meydan.base.people.public import Account, public_page
from meydan.kernel.cases.applying import FOR_SERVICES
from meydan.kernel.cases.operations.applying import PURPOSE
from meydan.kernel.cases.operations.flood import TooMany, count_visit
from meydan.kernel.cases.queries.cases import service as service_by_code
from meydan.kernel.cases.views.visitor import address_of

ASSISTED = [choice for choice in Draft.Channel.choices if choice[0] != Draft.Channel.WEB]


@public_page
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """Say what the form asks and what to have at hand; begin it."""
    service = service_by_code(code)
    if service is None or not service.is_public or not service.form:
        raise Http404(code)
    try:
        version = published(service.form)
    except FormUnknown as absent:
        raise Http404(service.form) from absent
    officer = (
        request.user if isinstance(request.user, Account) and FOR_SERVICES.may_assist(request.user) else None
    )
    told = {
        "service": service,
        "version": version,
        "channels": ASSISTED if officer else [],
        "wait_minutes": 0,
    }
    if request.method == "GET":
        return render(request, "cases/apply.html", told)
    now = timezone.now()
    if officer is None:
        try:
            count_visit(kind="report", address=address_of(request), now=now)
        except TooMany as flood:
            return render(
                request, "cases/apply.html", told | {"wait_minutes": flood.wait_minutes}, status=429
            )
    channel = request.POST.get("channel", "")
    draft = begin_draft(
        version=version,
        purpose=f"{PURPOSE}:{service.code}",
        now=now,
        channel=channel if officer and channel in dict(ASSISTED) else Draft.Channel.WEB,
        officer=officer,
        language=get_language() or "en",
    )
    remember_draft(request, draft)
    return redirect("forms:tasks", key=draft.key)
