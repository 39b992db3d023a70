"""The service catalogue: what the municipality does, who does it, how long it may take."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from meydan.base.appointments.public import how_busy
from meydan.base.locale.public import LANGUAGES
from meydan.base.people.public import OrgUnit, UnitUnknown, public_page
from meydan.base.people.public import unit as unit_of_code
from meydan.kernel.cases import serviceexports
from meydan.kernel.cases.models import Service
from meydan.kernel.cases.queries import cases as queries
from meydan.kernel.cases.queries.workflows import workflow
from meydan.kernel.cases.servicetable import ServiceRow, service_rows
from meydan.kernel.cases.views.report import grouped

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@public_page
@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """List the public services by drawer, each with its unit, latest time and real duration."""
    offered = list(queries.services())
    for row in service_rows(offered, timezone.now()):
        row.service.row = row  # type: ignore[attr-defined]
    told = {"groups": grouped(offered), "count": len(offered), "units": _units(offered)}
    return render(request, "cases/services.html", told)


def _units(offered: list[Service]) -> list[OrgUnit]:
    return sorted({service.unit for service in offered}, key=lambda unit: unit.path)


@public_page
@require_GET
def unit_services(request: HttpRequest, code: str) -> HttpResponse:
    """Show the whole table of service standards of one unit, made to be printed and hung up."""
    try:
        unit = unit_of_code(code)
    except UnitUnknown as absent:
        raise Http404(code) from absent
    rows = service_rows(queries.services().filter(unit=unit), timezone.now())
    if not rows:
        raise Http404(code)
    return render(request, "cases/unit_services.html", {"unit": unit, "rows": rows, "now": timezone.now()})


@public_page
@require_GET
def sheet(request: HttpRequest, form: str) -> HttpResponse:
    """Hand out the catalogue, or one unit's part of it, as XLSX, CSV, JSON or JSON-LD."""
    chosen = queries.services()
    if request.GET.get("unit"):
        chosen = chosen.filter(unit__code=request.GET["unit"])
    rows, language = service_rows(chosen, timezone.now()), get_language() or "en"
    match form:
        case "csv":
            answer = HttpResponse(serviceexports.as_csv(rows, language), "text/csv; charset=utf-8")
        case "xlsx":
            answer = HttpResponse(serviceexports.as_xlsx(rows, language), SHEET)
        case "json":
            return HttpResponse(serviceexports.as_json(rows), "application/json")
        case "jsonld":
            graph = [serviceexports.as_jsonld(row, language) for row in rows]
            return HttpResponse(json.dumps(graph, ensure_ascii=False), "application/ld+json")
        case _:
            raise Http404(form)
    answer["Content-Disposition"] = f'attachment; filename="services-{language}.{form}"'
    return answer


@public_page
@require_GET
def service(request: HttpRequest, code: str) -> HttpResponse:
    """Say what a service is, who owes it, what to bring, how long it may take and by which law."""
    found = queries.service(code)
    if found is None or not found.is_public:
        raise Http404(code)
    row, language = service_rows([found], timezone.now())[0], get_language() or "en"
    told = {
        "service": found,
        "row": row,
        "states": [state for state in workflow(found.workflow).states.values() if not state.final],
        "can_report": found.kind != Service.Kind.PERMIT and found.is_online,
        "busy": how_busy(now=timezone.now(), service=found.code),
        "jsonld": _script(row, language),
        "links": [(code, serviceexports.deep_link(found, code)) for code in LANGUAGES],
    }
    return render(request, "cases/service.html", told)


def _script(row: ServiceRow, language: str) -> SafeString:
    """Return the JSON-LD so that no name in it can end the script element."""
    written = json.dumps(serviceexports.as_jsonld(row, language), ensure_ascii=False)
    escaped = written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(escaped)  # noqa: S308 - the line above leaves no mark that HTML would read
