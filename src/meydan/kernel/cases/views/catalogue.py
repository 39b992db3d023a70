"""The service catalogue: what the municipality does, who does it, how long it may take."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from meydan.base.packs.public import current
from meydan.base.people.public import public_page
from meydan.kernel.cases import presentation
from meydan.kernel.cases.models import Service
from meydan.kernel.cases.queries import cases as queries
from meydan.kernel.cases.queries.workflows import workflow
from meydan.kernel.cases.views.report import grouped

YEAR = timedelta(days=365)


@public_page
@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """List the public services by drawer, each with its unit, latest time and real duration."""
    means = queries.mean_days(timezone.now() - YEAR)
    offered = list(queries.services())
    for service in offered:
        service.latest = latest_words(service)  # type: ignore[attr-defined]
        service.mean = means.get(service.pk)  # type: ignore[attr-defined]
    told = {"groups": grouped(offered), "count": len(offered)}
    return render(request, "cases/services.html", told)


def latest_words(service: Service) -> str:
    """Say the time the service's first visible clock gives."""
    for term in service.clocks:
        if term.get("visible", True) and not term.get("start"):
            return presentation.length_words(int(term["length"]), str(term["unit"]))
    return ""


@public_page
@require_GET
def service(request: HttpRequest, code: str) -> HttpResponse:
    """Say what a service is, who owes it, what to bring, how long it may take and by which law."""
    found = queries.service(code)
    if found is None or not found.is_public:
        raise Http404(code)
    laws = current().laws()
    terms = [
        {
            "names": term.get("names", {}),
            "length": presentation.length_words(int(term["length"]), str(term["unit"])),
            "law": laws.get(term.get("law", "")),
        }
        for term in found.clocks
        if term.get("visible", True)
    ]
    walk = workflow(found.workflow)
    told = {
        "service": found,
        "terms": terms,
        "mean": queries.mean_days(timezone.now() - YEAR).get(found.pk),
        "states": [state for state in walk.states.values() if not state.final],
        "can_report": found.kind != Service.Kind.PERMIT and found.is_online,
    }
    return render(request, "cases/service.html", told)
