"""The cases behind a figure: each listed, so that anybody can count again."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from meydan.base.people.public import public_page
from meydan.kernel.strategy import presentation as shown
from meydan.kernel.strategy.models import Indicator
from meydan.kernel.strategy.packing import pack
from meydan.kernel.strategy.registry import QueryUnknown, query_named

PER_PAGE = 50


@public_page
@require_GET
def records(request: HttpRequest, code: str) -> HttpResponse:
    """List the cases that an indicator counts now, newest first; nothing personal stands in them."""
    found = get_object_or_404(Indicator, code=code)
    try:
        behind = query_named(found.query).behind
    except QueryUnknown as unknown:
        raise Http404(code) from unknown
    if behind is None:
        raise Http404(code)
    now = timezone.now()
    cases = behind(found.params, now).select_related("service", "unit").order_by("-opened_at", "-pk")
    told = {
        "indicator": found,
        "formula": shown.formula_of(found),
        "page": Paginator(cases, PER_PAGE).get_page(request.GET.get("page")),
        "now": now,
    }
    return render(request, "strategy/records.html", {**told, "cases": told["page"]})


@public_page
@require_GET
def recompute(request: HttpRequest, code: str) -> FileResponse:
    """The rows behind a figure with the arithmetic, as a ZIP that gives the same figure."""
    found = get_object_or_404(Indicator, code=code)
    newest = found.values.filter(value__isnull=False).order_by("-on").first()
    try:
        packed = pack(found, newest, timezone.now())
    except QueryUnknown as unknown:
        raise Http404(code) from unknown
    return FileResponse(packed, as_attachment=True, filename=f"{found.code}.zip")
