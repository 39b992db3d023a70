"""A citizen takes home what they wrote."""

from __future__ import annotations

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from meydan.base.people.public import public_page
from meydan.kernel.cases.answersview import answers_to_take_home
from meydan.kernel.cases.queries.cases import CaseUnknown, by_code
from meydan.kernel.cases.views.visitor import knows_code


@public_page
@require_GET
def download(request: HttpRequest, code: str) -> JsonResponse:
    """Hand the answers of a form to whoever sent it; to everyone else there are none."""
    try:
        case = by_code(code)
    except CaseUnknown as absent:
        raise Http404(code) from absent
    found = answers_to_take_home(case) if knows_code(request, case.code) else None
    if found is None:
        raise Http404(code)
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{case.code}.json"'
    response["Cache-Control"] = "private, no-store"
    return response
